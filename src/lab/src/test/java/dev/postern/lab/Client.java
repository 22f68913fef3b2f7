package dev.postern.lab;

import dev.postern.core.fleet.HostId;
import dev.postern.core.time.Time;
import dev.postern.core.value.JsonValue;
import dev.postern.json.JsonText;
import dev.postern.lab.host.FileTree;

import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** An ordinary HTTPS client with Go's usual time-outs, as a party of the lab. */
final class Client {
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final Time time;
    private final InetAddress source;
    private final InetSocketAddress server;
    private final SSLContext tls;

    record Answer(int status, JsonValue body, String text, Map<String, String> headers) {}

    /**
     * @param host where the kubeconfig is
     * @param server the number of the host that is asked
     */
    Client(Lab lab, Time time, HostId host, int server, String kubeconfig) {
        this.time = time;
        this.source = lab.operator();
        this.server =
                new InetSocketAddress(lab.address(new HostId(host.cluster(), "cp" + server)), 6443);
        FileTree files = lab.files(host);
        this.tls =
                context(
                        new String(
                                files.content(kubeconfig).orElseThrow(), StandardCharsets.UTF_8));
    }

    private static byte[] data(String kubeconfig, String key) {
        var m = Pattern.compile(key + ": (\\S+)").matcher(kubeconfig);
        if (!m.find()) {
            throw new AssertionError("no " + key);
        }
        return Base64.getDecoder().decode(m.group(1));
    }

    private static SSLContext context(String kubeconfig) {
        try {
            CertificateFactory x509 = CertificateFactory.getInstance("X.509");
            Certificate ca =
                    x509.generateCertificate(
                            new ByteArrayInputStream(
                                    data(kubeconfig, "certificate-authority-data")));
            Certificate own =
                    x509.generateCertificate(
                            new ByteArrayInputStream(data(kubeconfig, "client-certificate-data")));
            Object key =
                    new PEMParser(
                                    new StringReader(
                                            new String(
                                                    data(kubeconfig, "client-key-data"),
                                                    StandardCharsets.US_ASCII)))
                            .readObject();
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry(
                    "me",
                    new JcaPEMKeyConverter().getKeyPair((PEMKeyPair) key).getPrivate(),
                    new char[0],
                    new Certificate[] {own});
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", ca);
            KeyManagerFactory k = KeyManagerFactory.getInstance("PKIX");
            k.init(keys, new char[0]);
            TrustManagerFactory t = TrustManagerFactory.getInstance("PKIX");
            t.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(k.getKeyManagers(), t.getTrustManagers(), null);
            return context;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** One request on a connection of its own. */
    Answer send(String method, String target, JsonValue body) throws IOException {
        Socket plain = new Socket();
        try (plain) {
            plain.bind(new InetSocketAddress(source, 0));
            try (var e = time.exchange(HANDSHAKE, () -> close(plain))) {
                plain.connect(server);
            }
            SSLSocket socket =
                    (SSLSocket)
                            tls.getSocketFactory()
                                    .createSocket(plain, "kubernetes", server.getPort(), true);
            var parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            try (var e = time.exchange(HANDSHAKE, () -> close(plain))) {
                socket.startHandshake();
            }
            try (var e = time.exchange(ANSWER, () -> close(plain))) {
                byte[] bytes =
                        body instanceof JsonValue.Null
                                ? new byte[0]
                                : JsonText.line(body).getBytes(StandardCharsets.UTF_8);
                String head =
                        method
                                + " "
                                + target
                                + " HTTP/1.1\r\nHost: kubernetes\r\n"
                                + "User-Agent: kubectl/v1.30.8\r\nContent-Type: application/json\r\n"
                                + "Connection: close\r\nContent-Length: "
                                + bytes.length
                                + "\r\n\r\n";
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().write(bytes);
                socket.getOutputStream().flush();
                return read(socket.getInputStream());
            }
        }
    }

    Answer get(String target) throws IOException {
        return send("GET", target, JsonValue.nothing());
    }

    private static Answer read(InputStream in) throws IOException {
        String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        int gap = all.indexOf("\r\n\r\n");
        if (gap < 0) {
            throw new IOException("the connection ended before an answer");
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        String[] lines = all.substring(0, gap).split("\r\n");
        for (String line : lines) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                headers.put(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        String text = all.substring(gap + 4);
        return new Answer(
                Integer.parseInt(lines[0].split(" ")[1]),
                JsonText.parse(text).got().orElse(JsonValue.nothing()),
                text,
                headers);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}

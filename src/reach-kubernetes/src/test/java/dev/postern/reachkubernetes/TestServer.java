package dev.postern.reachkubernetes;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** An HTTPS server on loopback that does what a test tells it, down to the socket. */
final class TestServer implements Closeable {
    /** What happens to one request. */
    @FunctionalInterface
    interface Behaviour {
        void answer(Exchange exchange) throws IOException;
    }

    /** What happens to one TCP connection, instead of TLS. */
    @FunctionalInterface
    interface Raw {
        void serve(Socket socket) throws IOException;
    }

    record Exchange(String head, String body, SSLSocket socket) {
        void send(int status, String type, String text) throws IOException {
            send(status, "Content-Type: " + type + "\r\n", text.getBytes(StandardCharsets.UTF_8));
        }

        void send(int status, String headers, byte[] bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(
                    ("HTTP/1.1 "
                                    + status
                                    + " x\r\n"
                                    + headers
                                    + "Content-Length: "
                                    + bytes.length
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            out.write(bytes);
            out.flush();
        }

        /** Holds the connection open without an answer until the other side closes it. */
        void hang() throws IOException {
            while (socket.getInputStream().read() >= 0) {
                // Only the end of the connection matters.
            }
        }
    }

    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<String> bodies = new CopyOnWriteArrayList<>();
    final List<String> clients = new CopyOnWriteArrayList<>();
    final List<InetAddress> sources = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger handshakes = new AtomicInteger();
    final AtomicInteger hungUp = new AtomicInteger();
    volatile Behaviour behaviour = e -> e.send(200, "application/json", "{\"ok\":true}");
    volatile Raw raw;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    TestServer(TestPki pki, TestPki.Pair certificate) {
        try {
            SSLContext tls = context(pki, certificate);
            listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
            Thread.ofVirtual().start(() -> accept(tls));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext context(TestPki pki, TestPki.Pair certificate) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "server",
                certificate.key(),
                new char[0],
                new X509Certificate[] {certificate.certificate(), pki.authority.certificate()});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext tls = SSLContext.getInstance("TLS");
        // Like the API server: it asks for a certificate, and judges it by an answer.
        TrustManager any =
                new X509TrustManager() {
                    @Override
                    public void checkClientTrusted(X509Certificate[] chain, String type) {}

                    @Override
                    public void checkServerTrusted(X509Certificate[] chain, String type) {}

                    @Override
                    public X509Certificate[] getAcceptedIssuers() {
                        return new X509Certificate[] {pki.authority.certificate()};
                    }
                };
        tls.init(keys.getKeyManagers(), new TrustManager[] {any}, null);
        return tls;
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept(SSLContext tls) {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                sources.add(socket.getInetAddress());
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(tls, socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(SSLContext tls, Socket socket) {
        try (socket) {
            Raw r = raw;
            if (r != null) {
                r.serve(socket);
                return;
            }
            SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, true);
            secure.setUseClientMode(false);
            secure.setWantClientAuth(true);
            secure.startHandshake();
            handshakes.incrementAndGet();
            try {
                clients.add(
                        secure.getSession().getPeerPrincipal().getName()
                                + " "
                                + ((X509Certificate) secure.getSession().getPeerCertificates()[0])
                                        .getPublicKey()
                                        .getAlgorithm());
            } catch (IOException e) {
                clients.add("nobody");
            }
            InputStream in = new BufferedInputStream(secure.getInputStream());
            String head;
            while (!(head = head(in)).isEmpty()) {
                int length =
                        head.lines()
                                .filter(l -> l.toLowerCase().startsWith("content-length:"))
                                .mapToInt(l -> Integer.parseInt(l.substring(15).strip()))
                                .findFirst()
                                .orElse(0);
                String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
                requests.add(head.lines().findFirst().orElse(""));
                bodies.add(body);
                behaviour.answer(new Exchange(head, body, secure));
            }
            hungUp.incrementAndGet();
        } catch (IOException e) {
            hungUp.incrementAndGet();
        } finally {
            open.remove(socket);
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        int b;
        while ((b = in.read()) >= 0) {
            head.append((char) b);
            if (head.length() >= 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                return head.toString();
            }
        }
        return "";
    }

    /** Closes every connection that is open, as a restart does. */
    void dropAll() throws IOException {
        for (Socket s : open) {
            s.close();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        dropAll();
    }
}

package dev.postern.pinnednames;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Run in a namespace: asks for names in the ways that Postern's clients do. */
final class Asker {
    private Asker() {}

    public static void main(String[] arguments) throws InterruptedException, IOException {
        if (arguments[0].equals("resolver")) {
            Resolver.run();
            return;
        }
        if (arguments[0].equals("pinned")) {
            Pinned.install();
        }
        if (arguments[0].equals("proof")) {
            Pinned.prove();
        }
        askAll();
    }

    private static void askAll() throws InterruptedException {
        for (String name : List.of("api.pinned.example", "cloud.example", "not-pinned.example")) {
            System.out.println(name + " " + address(name) + " " + http(name) + " " + ssh(name));
        }
    }

    private static String address(String name) {
        try {
            return InetAddress.getByName(name).getHostAddress();
        } catch (IOException e) {
            return "none";
        }
    }

    private static String http(String name) throws InterruptedException {
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
            client.send(
                    HttpRequest.newBuilder(URI.create("http://" + name + ":9/")).build(),
                    HttpResponse.BodyHandlers.discarding());
            return "answered";
        } catch (IOException e) {
            return "failed";
        }
    }

    private static String ssh(String name) {
        try {
            new JSch().getSession("root", name, 9).connect(5000);
            return "answered";
        } catch (JSchException e) {
            return e.toString().contains("refused") ? "refused" : "failed";
        }
    }

    /** Apart, so that it is not loaded where the module is not on the class path. */
    private static final class Pinned {
        static void install() {
            PinnedNames.install(
                    Map.of("api.pinned.example", List.of(InetAddress.ofLiteral("127.0.0.1"))));
            PinnedNames.prove();
        }

        static void prove() {
            try {
                PinnedNames.prove();
                System.out.println("proven");
            } catch (PinnedNames.NotInForce e) {
                System.out.println("not in force: " + e.failure().sentence());
            }
        }
    }

    /** With a name server of its own, on the port where name servers listen. */
    private static final class Resolver {
        static void run() throws InterruptedException, IOException {
            try (var server =
                    new LoopbackNameServer(
                            53,
                            (q, tcp) ->
                                    List.of(
                                            LoopbackNameServer.answer(
                                                            q,
                                                            LoopbackNameServer.a(
                                                                    "cloud.example",
                                                                    60,
                                                                    "192.0.2.8"))
                                                    .build()
                                                    .toArray()))) {
                PinnedNames.install(
                        Map.of("api.pinned.example", List.of(InetAddress.ofLiteral("127.0.0.1"))),
                        Optional.of(
                                new CloudResolver(
                                        InetAddress.getLoopbackAddress(),
                                        Set.of("cloud.example"))));
                PinnedNames.prove();
                askAll();
                System.out.println(server.asked());
            }
        }
    }
}

package dev.postern.pinnednames;

import static org.assertj.core.api.Assertions.assertThat;

import com.jcraft.jsch.JSch;

import dev.postern.core.text.Neutral;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.minidns.dnsmessage.DnsMessage;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

@Tag("real")
class NoPacketForNamesTest {

    @Test
    void with_the_resolver_no_packet_is_sent_and_without_it_some_are() throws Exception {
        String tests = at(Asker.class) + ":" + at(JSch.class);
        String module = at(PinnedNames.class) + ":" + at(Neutral.class);
        try (Namespace namespace = new Namespace()) {
            String said = namespace.java(tests + ":" + module, Asker.class, "pinned");
            assertThat(said)
                    .contains("api.pinned.example 127.0.0.1 failed refused")
                    .contains("not-pinned.example none failed failed");
            assertThat(namespace.dnsPackets()).isZero();

            namespace.java(tests, Asker.class, "system");
            assertThat(namespace.dnsPackets()).isPositive();
        }
    }

    @Test
    void a_resolver_is_asked_for_the_cloud_endpoint_alone() throws Exception {
        String path =
                String.join(
                        ":",
                        at(Asker.class),
                        at(JSch.class),
                        at(PinnedNames.class),
                        at(Neutral.class),
                        at(DnsMessage.class));
        try (Namespace namespace = new Namespace()) {
            assertThat(namespace.java(path, Asker.class, "resolver"))
                    .contains("api.pinned.example 127.0.0.1 failed refused")
                    .contains("cloud.example 192.0.2.8 failed failed")
                    .contains("not-pinned.example none failed failed")
                    .contains("[udp cloud.example A, udp cloud.example AAAA]");
            // Two questions; what the JVM asks for three times is remembered.
            assertThat(namespace.dnsPackets()).isEqualTo(2);
        }
    }

    @Test
    void the_proof_fails_where_the_resolver_is_not_loaded(@TempDir Path dir) throws Exception {
        Path classes = Path.of(at(PinnedNames.class));
        Path unregistered = dir.resolve("dev/postern/pinnednames");
        Files.createDirectories(unregistered);
        try (Stream<Path> files = Files.list(classes.resolve("dev/postern/pinnednames"))) {
            for (Path file : files.toList()) {
                Files.copy(file, unregistered.resolve(file.getFileName()));
            }
        }
        String path =
                String.join(
                        ":", dir.toString(), at(Asker.class), at(JSch.class), at(Neutral.class));
        try (Namespace namespace = new Namespace()) {
            assertThat(namespace.java(path, Asker.class, "proof"))
                    .contains(
                            "not in force: names are not answered from the pinned table alone:"
                                    + " another resolver was asked");
        }
    }

    private static String at(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }
}

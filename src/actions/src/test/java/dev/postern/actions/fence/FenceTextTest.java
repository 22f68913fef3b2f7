package dev.postern.actions.fence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class FenceTextTest {
    private static final Path REFERENCE = Path.of("../../docs/reference");

    private final Fence fence =
            new Fence(
                    6443,
                    true,
                    Duration.ofMinutes(15),
                    true,
                    0,
                    List.of("203.0.113.5"),
                    List.of("10.0.0.11", "10.0.0.12", "10.0.0.13"),
                    List.of(),
                    List.of());

    @Test
    void theTableIsTheReferenceByteForByte() throws IOException {
        assertThat(FenceText.table(fence))
                .isEqualTo(Files.readString(REFERENCE.resolve("fence.nft")));
    }

    @Test
    void theHeartbeatIsTheReferenceByteForByte() throws IOException {
        assertThat(FenceText.renewal(fence))
                .isEqualTo(Files.readString(REFERENCE.resolve("fence-heartbeat.nft")));
    }

    @Test
    void aLiftNeverShutsOutWhomAReadmissionLetIn() {
        String table = FenceText.table(fence.admitting(900, List.of("10.1.2.3")));
        assertThat(table)
                .contains("< 900")
                .contains("< 2000")
                .doesNotContain("< 100 ")
                .doesNotContain("< 500 ")
                .contains(
                        "set admitted4 { type ipv4_addr; flags interval; elements = { 10.1.2.3 }; }");
    }

    @Test
    void aLiftAtOnceLeavesTheStagesEmptyAndOutOfTheHeartbeat() {
        Fence f =
                new Fence(
                        6443,
                        true,
                        Duration.ofMinutes(1),
                        false,
                        0,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of());
        assertThat(FenceText.table(f)).contains("set lift5 { type inet_service; flags timeout; }");
        assertThat(FenceText.renewal(f)).doesNotContain("lift");
    }
}

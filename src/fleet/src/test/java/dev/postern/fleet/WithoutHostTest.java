package dev.postern.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.fleet.Fleet;
import dev.postern.core.fleet.HostId;
import dev.postern.core.problem.Checked;
import dev.postern.core.value.Failure;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class WithoutHostTest {
    @TempDir private Path home;
    private Path file;

    @BeforeEach
    void anInventory() throws IOException {
        file = home.resolve("fleet.yaml");
        Files.writeString(file, FleetFile.example());
    }

    private static Fleet sound(Path file) {
        if (FleetFile.read(file) instanceof Checked.Sound<Fleet>(var fleet)) {
            return fleet;
        }
        throw new AssertionError("unsound: " + file);
    }

    private static HostId host(String text) {
        return HostId.parse(text).orElseThrow();
    }

    private HostId ofMany() {
        return sound(file).clusters().stream()
                .filter(c -> c.hosts().size() > 1)
                .findFirst()
                .orElseThrow()
                .hosts()
                .getLast()
                .id();
    }

    @Test
    void itSaysTheSameOfEverybodyElseAndTheFirstFileIsKept() throws IOException {
        String before = Files.readString(file);
        HostId gone = ofMany();
        Path out = WithoutHost.write(file, gone).got().orElseThrow();
        assertThat(out.getParent()).isEqualTo(home);
        assertThat(sound(out)).isEqualTo(sound(file).without(gone));
        assertThat(sound(out).host(gone)).isEmpty();
        assertThat(sound(file).host(gone)).isPresent();
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @Test
    void whatIsThereIsKeptAndOnlyUsedWhereItSaysTheSame() throws IOException {
        HostId gone = ofMany();
        Path out = WithoutHost.write(file, gone).got().orElseThrow();
        assertThat(WithoutHost.write(file, gone).got()).contains(out);
        Files.writeString(out, "fleet: another\n");
        assertThat(WithoutHost.write(file, gone).whyNot())
                .hasValueSatisfying(f -> {
                    assertThat(f.kind()).isEqualTo(Failure.Kind.REFUSED);
                    assertThat(f.sentence()).contains("is there already");
                });
        assertThat(Files.readString(out)).isEqualTo("fleet: another\n");
    }

    @Test
    void theOnlyHostAndAStrangerAreRefusedAndNothingIsWritten() throws IOException {
        Files.writeString(
                file, "fleet: f\nclusters: [{name: a, hosts: [{name: h, address: 10.0.0.1}]}]\n");
        assertThat(WithoutHost.write(file, host("a/h")).whyNot())
                .hasValueSatisfying(f -> assertThat(f.what()).contains("only host"));
        assertThat(WithoutHost.write(file, host("a/other")).whyNot())
                .hasValueSatisfying(f -> assertThat(f.what()).contains("no host a/other"));
        try (var left = Files.list(home)) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void ofTwoHostsOfTheSameNameTheOtherClustersStays() throws IOException {
        Files.writeString(
                file,
                """
                fleet: f
                clusters:
                  - name: a
                    hosts:
                      - {name: h, address: 10.0.0.1}
                      - {name: i, address: 10.0.0.2}
                  - {name: b, hosts: [{name: h, address: 10.1.0.1}]}
                """);
        Path out = WithoutHost.write(file, host("a/h")).got().orElseThrow();
        assertThat(sound(out).clusters().getLast()).isEqualTo(sound(file).clusters().getLast());
        assertThat(sound(out).clusters().getFirst().hosts()).hasSize(1);
    }
}

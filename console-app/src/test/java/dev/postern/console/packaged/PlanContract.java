package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What {@code plan} gives to programs: the fields that others rely on. */
final class PlanContract {
    private static final List<String> FIELDS =
            List.of("step", "action", "target", "known", "undo", "danger");

    private PlanContract() {}

    static void holds(Console console, Path directory, Path home) throws Exception {
        String fleet = "--fleet=" + home.resolve("fleet.yaml");
        Console.Ran plan =
                console.run(
                                "plan",
                                "break-lockout",
                                fleet,
                                "--home",
                                home.toString(),
                                "--cluster=eu-1",
                                "--set=workload=telemetry/daemonset/agent",
                                "-o",
                                "json")
                        .withoutTrace();
        assertThat(plan.exit()).as(plan.err()).isZero();
        assertThat(plan.json().text("digest").orElse("")).matches("[0-9a-f]{64}");
        assertThat(plan.json().items("changes")).hasSizeGreaterThan(10);
        for (JsonValue c : plan.json().items("changes")) {
            assertThat(FIELDS).allSatisfy(f -> assertThat(c.text(f)).as(f + c).isPresent());
            assertThat(c.text("known").orElse("")).isIn("observed", "predicted", "unknown");
            assertThat(c.text("undo").orElse("")).isIn("exact", "best-effort", "impossible");
            assertThat(c.text("danger").orElse("")).isIn("mild", "moderate", "severe");
            assertThat(c.field("before")).isPresent();
            assertThat(c.field("after")).isPresent();
            assertThat(c.field("commands").orElse(JsonValue.nothing()))
                    .isInstanceOf(JsonValue.Arr.class);
        }
        assertThat(plan.json().items("changes"))
                .anyMatch(c ->
                        c.text("known").equals(java.util.Optional.of("observed"))
                                && !c.items("commands").isEmpty())
                .anyMatch(c -> c.text("known").equals(java.util.Optional.of("unknown")));
        aShellReadsIt(console, directory, home);
    }

    private static void aShellReadsIt(Console console, Path directory, Path home) throws Exception {
        Console.Ran plan =
                console.run(
                        "plan",
                        "break-lockout",
                        "--home",
                        home.toString(),
                        "--cluster=eu-1",
                        "--set=workload=telemetry/daemonset/agent",
                        "-o",
                        "sh");
        assertThat(plan.exit()).as(plan.err()).isZero();
        assertThat(plan.out())
                .contains("do_eu_1_cp1()", "undo_eu_1_cp3()", "nft delete table inet postern");
        Path script = directory.resolve("plan.sh");
        Files.writeString(script, plan.out(), StandardCharsets.UTF_8);
        Process sh =
                new ProcessBuilder("sh", "-n", script.toString()).redirectErrorStream(true).start();
        String said = new String(sh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(sh.waitFor()).as(said).isZero();
    }
}

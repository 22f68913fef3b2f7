package dev.postern.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.problem.Checked;
import dev.postern.core.problem.Problem;
import dev.postern.lab.LabSpec;
import dev.postern.lab.model.ModelProfile;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class ScenarioFileTest {
    private static List<String> problems(String text) {
        return switch (ScenarioFile.read("x.drill.yaml", text.getBytes(StandardCharsets.UTF_8))) {
            case Checked.Faulty<Scenario> f -> f.problems().stream().map(Problem::line).toList();
            case Checked.Sound<Scenario> s -> List.of();
        };
    }

    @Test
    void theShippedScenarioIsSound() throws Exception {
        Path file = Path.of("../../playbooks/lockout/lockout.drill.yaml");
        assertThat(ScenarioFile.read(file.getFileName().toString(), Files.readAllBytes(file)))
                .isInstanceOfSatisfying(
                        Checked.Sound.class,
                        s -> {
                            Scenario scenario = (Scenario) s.value();
                            assertThat(scenario.begins()).isEqualTo(Duration.ofMinutes(10));
                            assertThat(scenario.fleet().nodes()).containsExactly(2500, 900, 120);
                            assertThat(scenario.offender().map(Object::toString))
                                    .contains("telemetry/daemonset/agent");
                            assertThat(scenario.objectives()).hasSize(4);
                        });
    }

    @Test
    void aFleetChoosesTheModelsProfileAndItsHostsSize() {
        String text =
                """
                drill: x
                playbook: break-lockout
                title: T
                after: A
                fleet: {clusters: 1, hosts: 1, nodes: [200], kubernetes: "1.34", profile: ground, cores: 0.3}
                story: S
                timeline: []
                objectives: []
                """;
        assertThat(ScenarioFile.read("x.drill.yaml", text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        Checked.Sound.class,
                        s -> {
                            LabSpec.ClusterSpec made =
                                    DrillSession.spec((Scenario) s.value(), 1, 0)
                                            .clusters()
                                            .getFirst();
                            assertThat(made.profile()).isSameAs(ModelProfile.GROUND);
                            assertThat(made.cores()).isEqualTo(0.3);
                        });
    }

    @Test
    void everyMistakeIsReportedAtOnceWithItsPlace() {
        assertThat(
                        problems(
                                """
                                drill: x
                                playbok: break-lockout
                                title: T
                                after: A
                                fleet: {clusters: 2, hosts: 3, nodes: [10], kubernetes: "1.30", profile: grund, cores: -1}
                                story: S
                                timeline:
                                  - {at: 4, fault: daemonset-strom, workload: a/daemonset/b}
                                  - {at: 1m, fault: host-down, host: cp2}
                                  - {at: 1m}
                                objectives:
                                  - {that: recollapses == 0, points: many}
                                """))
                .containsExactly(
                        "x.drill.yaml:1:1: a drill has no \"playbook\"; expected playbook: VALUE",
                        "x.drill.yaml:2:1: unknown key \"playbok\" in a drill; expected one of after, answers, begins, drill, fleet, hints, objectives, playbook, set, story, timeline, title; did you mean playbook?",
                        "x.drill.yaml:5:39: nodes has 1 numbers for 2 clusters; expected one number for each cluster",
                        "x.drill.yaml:5:74: unknown profile \"grund\"; expected one of ground, reference; did you mean ground?",
                        "x.drill.yaml:5:88: cores is \"-1\"; expected a number from 0.1 to 1024, like 0.3 or 16",
                        "x.drill.yaml:8:10: at is \"4\"; expected a duration with its unit, like 30s, 15m or 1h30m",
                        "x.drill.yaml:8:20: unknown fault \"daemonset-strom\"; expected one of daemonset-storm, dns-decay, host-down, host-key-changed, host-up; did you mean daemonset-storm?",
                        "x.drill.yaml:9:38: host is \"cp2\"; expected cluster/host, like lab-1/cp2",
                        "x.drill.yaml:10:5: an inject has no \"fault\"; expected fault: VALUE",
                        "x.drill.yaml:12:38: points is \"many\"; expected a whole number from 0 to 1000");
    }
}

package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.console.packaged.Console.Ran;
import dev.postern.core.value.JsonValue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A fleet that asks for two others before anything severe: as people live it, one lab for all. */
class ApprovalsTest {
    private static final String SCENARIO =
            Path.of("src/test/resources/drills/calm.drill.yaml").toAbsolutePath().toString();
    private static final String[] RUN = {"--confirm", "eu-1", "--reason", "API down"};

    @TempDir Path directory;
    private Console console;
    private Path home;
    private Path plan;

    @BeforeEach
    void people() throws Exception {
        console = new Console(directory);
        home = directory.resolve("D");
        plan = directory.resolve("plan.json");
        for (String name : List.of("bob", "carol", "mallory")) {
            Path ssh = Files.createDirectories(directory.resolve(name).resolve(".ssh"));
            sh("", "ssh-keygen -q -N '' -t ed25519 -C " + name + " -f " + ssh + "/id_ed25519");
        }
        Files.writeString(
                directory.resolve("allowed_signers"),
                "bob@example.com " + publicKey("bob") + "carol@example.com " + publicKey("carol"));
    }

    private String publicKey(String name) throws Exception {
        return Files.readString(directory.resolve(name).resolve(".ssh/id_ed25519.pub"));
    }

    /** What a person types into a shell on a laptop of their own, without Postern. */
    private void sh(String name, String command) throws Exception {
        Path own = directory.resolve(name);
        ProcessBuilder builder =
                new ProcessBuilder("/bin/sh", "-c", command)
                        .directory(own.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(own.resolve("said").toFile());
        builder.environment().put("HOME", own.toString());
        assertThat(builder.start().waitFor()).as(command).isZero();
    }

    private Ran postern(String... words) throws Exception {
        List<String> line = new ArrayList<>(List.of(words));
        line.addAll(List.of("--home", home.toString()));
        return console.run(line.toArray(String[]::new)).withoutTrace();
    }

    private Ran run(String... approvals) throws Exception {
        return run(List.of(), approvals);
    }

    private Ran run(List<String> more, String... approvals) throws Exception {
        List<String> line = new ArrayList<>(List.of("run", "--plan", plan.toString()));
        line.addAll(more);
        for (String a : approvals) {
            line.addAll(List.of("--approval", a));
        }
        line.addAll(List.of(RUN));
        return postern(line.toArray(String[]::new));
    }

    @Test
    void twoOthersApproveOnLaptopsOfTheirOwnOrOneTakesItAloneAndIsMarked() throws Exception {
        try (ServedDrill drill = new ServedDrill(console, SCENARIO, 7, home)) {
            Files.writeString(
                    home.resolve("fleet.yaml"),
                    "approvals: {allowed-signers: ../allowed_signers, people: 2,"
                            + " self-approval: 15m}\n",
                    StandardOpenOption.APPEND);
            String command = planned();
            String bob = approvedInATerminal();
            String carol = signedByHand("carol", command);
            refused(bob, command);
            approved(bob, carol);
            alone();
            drill.end();
            assertThat(Files.readString(home.resolve("debrief.md")))
                    .contains("self-approved by ")
                    .contains("without 2 that the fleet asks for: nobody answers");
        }
    }

    /** The command that the plan prints for who has no Postern. */
    private String planned() throws Exception {
        Ran made =
                postern(
                        "plan",
                        "delete-workload",
                        "--set",
                        "workload=telemetry/daemonset/agent",
                        "--cluster",
                        "eu-1",
                        "--out",
                        plan.toString());
        assertThat(made.exit()).as(made.err()).isZero();
        assertThat(made.out())
                .contains("needs the approval of 2 people, because of remove (delete-workload)")
                .contains("postern approve " + plan + " --key ~/.ssh/id_ed25519");
        return command(made.out());
    }

    /** What stands from the word printf to where the signature goes, as somebody pastes it. */
    private static String command(String shown) {
        int from = shown.indexOf("printf ");
        return shown.substring(from, shown.indexOf("approval.sig", from)) + "approval.sig";
    }

    private String planId() throws Exception {
        return dev.postern.json.JsonText.parse(Files.readAllBytes(plan))
                .got()
                .flatMap(p -> p.text("id"))
                .orElseThrow();
    }

    private String approvedInATerminal() throws Exception {
        String signature = directory.resolve("bob.sig").toString();
        try (Pty pty =
                new Pty(
                        console,
                        Files.createDirectory(directory.resolve("terminal")),
                        80,
                        Map.of(),
                        "approve",
                        plan.toString(),
                        "--key",
                        directory.resolve("bob/.ssh/id_ed25519").toString(),
                        "--out",
                        signature,
                        "--home",
                        home.toString())) {
            pty.await("Type " + planId() + " to sign it, anything else stops:");
            assertThat(pty.text())
                    .contains("You sign this plan for one run:")
                    .contains("workload:")
                    .contains("delete-workload {");
            pty.enter(planId());
            assertThat(pty.exit()).as(pty.text()).isZero();
        }
        return signature;
    }

    private String signedByHand(String name, String command) throws Exception {
        sh(name, command);
        return directory.resolve(name).resolve("approval.sig").toString();
    }

    private void refused(String bob, String command) throws Exception {
        Ran without = run();
        assertThat(without.exit()).isEqualTo(3);
        assertThat(without.err())
                .contains("needs the approval of 2 people and has none")
                .contains("who else can: bob@example.com, carol@example.com")
                .contains("left behind: nothing was changed")
                .containsIgnoringWhitespaces(command);

        Ran notKept =
                postern(
                        "delete-workload",
                        "--workload",
                        "telemetry/daemonset/agent",
                        "--cluster",
                        "eu-1",
                        RUN[0],
                        RUN[1],
                        RUN[2],
                        RUN[3]);
        assertThat(notKept.exit()).isEqualTo(3);
        assertThat(notKept.err())
                .contains("postern plan delete-workload --cluster eu-1 --out plan.json");

        String mallory = signedByHand("mallory", command);
        Path wrong = directory.resolve("carol/wrong.sig");
        sh("carol", command.replace("-n postern", "-n file").replace("approval.sig", "wrong.sig"));
        Ran others = run(bob, bob, mallory, wrong.toString());
        assertThat(others.exit()).isEqualTo(3);
        assertThat(others.err())
                .contains("has that of bob@example.com")
                .contains("bob@example.com counts once")
                .contains("is not in allowed_signers")
                .contains("it was made for \"file\", not for \"postern\"");

        Path edited = directory.resolve("edited.json");
        Files.writeString(
                edited, Files.readString(plan).replace("telemetry/daemonset", "shop/daemonset"));
        Ran altered =
                postern(
                        "run",
                        "--plan",
                        edited.toString(),
                        "--approval",
                        bob,
                        RUN[0],
                        RUN[1],
                        RUN[2],
                        RUN[3]);
        assertThat(altered.exit()).isEqualTo(2);
        assertThat(altered.err()).contains("its digest is not that of its content: it was edited");
        // Nothing of all this made a run.
        assertThat(postern("runs", "list", "-o", "json").json().items("runs")).isEmpty();
    }

    private void approved(String bob, String carol) throws Exception {
        Ran ran = run(bob, carol);
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.out())
                .contains("approved by bob@example.com")
                .contains("approved by carol@example.com");
        // The workload is gone, so that has to be accepted too before it comes to approvals.
        Ran again = run(List.of("--accept-drift"), bob, carol);
        assertThat(again.exit()).isEqualTo(3);
        assertThat(again.out()).contains("was approved for one run");
    }

    private void alone() throws Exception {
        planned();
        Ran ran =
                postern(
                        "run",
                        "--plan",
                        plan.toString(),
                        "--self-approve",
                        "nobody answers",
                        RUN[0],
                        RUN[1],
                        RUN[2],
                        RUN[3]);
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("SELF-APPROVED by ", "without 2 others: nobody answers");
        assertThat(postern("runs", "list").out()).contains("done and verified; SELF-APPROVED");

        Ran shown = postern("runs", "show", "last");
        String bob = signedByHand("bob", command(shown.out()));
        assertThat(postern("runs", "countersign", "last", "--approval", bob).exit()).isZero();
        assertThat(postern("runs", "list").out()).contains("SELF-APPROVED, countersigned");
        JsonValue run = postern("runs", "show", "last", "-o", "json").json();
        assertThat(run.items("countersigned")).hasSize(1);
        assertThat(postern("journal", "verify", "last").exit()).isZero();
    }
}

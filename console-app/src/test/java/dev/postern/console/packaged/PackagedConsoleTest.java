package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class PackagedConsoleTest {
    @TempDir Path directory;

    @Test
    void versionIsOneJsonObject() throws Exception {
        Console.Ran ran = new Console(directory).run("version", "-o", "json");
        assertThat(ran.exit()).isZero();
        assertThat(ran.json().text("version")).isPresent();
        assertThat(ran.json().text("java").orElse("")).startsWith("25");
    }

    @Test
    void mistakesOnTheLineExitWithTwoAndSayWhatWasMeant() throws Exception {
        Console console = new Console(directory);
        Files.writeString(directory.resolve("fleet.yaml"), dev.postern.fleet.FleetFile.example());
        String fleet = directory.resolve("fleet.yaml").toString();
        for (var e :
                Map.of(
                                "no-such-command",
                                "no command",
                                "run break-lockout --reasn x",
                                "did you mean \"--reason\"",
                                "scale-down --cluster eu-1",
                                "needs --groups",
                                "fleet show eu-9 --fleet " + fleet,
                                "did you mean \"eu-1\"",
                                "plan break-lockout --cluster eu-9 --fleet " + fleet,
                                "no cluster \"eu-9\"")
                        .entrySet()) {
            Console.Ran ran = console.run(e.getKey().split(" ")).withoutTrace();
            assertThat(ran.exit()).as(e.getKey()).isEqualTo(2);
            assertThat(ran.out()).as(e.getKey()).isEmpty();
            assertThat(ran.err()).contains(e.getValue());
        }
    }

    @Test
    void theLauncherWorksThroughALinkFromAnywhere() throws Exception {
        Path link = directory.resolve("some where");
        Files.createDirectory(link);
        Files.createSymbolicLink(link.resolve("postern"), Console.LAUNCHER);
        ProcessBuilder builder =
                new ProcessBuilder(link.resolve("postern").toString(), "version")
                        .directory(directory.toFile())
                        .redirectErrorStream(true);
        builder.environment().put("POSTERN_BUILD", "never");
        Process process = builder.start();
        String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(shown).isZero();
        assertThat(shown).startsWith("postern ");
    }

    @Test
    void withoutAJdkTheLauncherSaysWhatToInstall() throws IOException, InterruptedException {
        // A copy that finds no JDK: its list of places is empty there.
        Path copy = directory.resolve("postern");
        Files.writeString(
                copy,
                Files.readString(Console.LAUNCHER).replace("/usr/lib/jvm", directory + "/none"));
        ProcessBuilder builder =
                new ProcessBuilder("sh", copy.toString(), "version").redirectErrorStream(true);
        builder.environment().remove("JAVA_HOME");
        Process process = builder.start();
        process.getOutputStream().close();
        String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(shown).contains("no JDK 25 found", "apt install openjdk-25-jdk-headless");
    }

    @Test
    void aDebugFileTakesTheTraceThatNoScreenShows() throws Exception {
        Path debug = directory.resolve("debug.log");
        Console.Ran ran =
                new Console(directory)
                        .run("fleet", "list", "--debug", debug.toString())
                        .withoutTrace();
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(Files.getPosixFilePermissions(debug).toString())
                .doesNotContain("GROUP", "OTHERS");
    }

    @Test
    void aPropertyFileThatLiesAroundConfiguresNothing() throws Exception {
        Path cwd = directory.resolve("cwd");
        Files.createDirectory(cwd);
        Files.writeString(
                cwd.resolve("application.properties"),
                "spring.main.banner-mode=console\ndebug=true\n");
        Process process =
                new Console(directory)
                        .builder(java.util.List.of("config", "paths"))
                        .directory(cwd.toFile())
                        .redirectErrorStream(true)
                        .start();
        String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(shown).isZero();
        assertThat(shown).startsWith("fleet:").doesNotContain("Spring", "CONDITIONS");
    }
}

package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The launcher alone, in a tree and with a Java that only says what it was started with. */
class LauncherTest {
    @TempDir Path directory;
    private Path app;
    private Path jdk;

    @BeforeEach
    void aTree() throws IOException {
        app = Files.createDirectories(directory.resolve("tree/console-app/target/postern"));
        Files.copy(Console.LAUNCHER, directory.resolve("tree/postern"));
        Files.writeString(app.resolve("postern.jar"), "jar");
        jdk = Files.createDirectories(directory.resolve("jdk"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");
        Path java = Files.createDirectories(jdk.resolve("bin")).resolve("java");
        Files.writeString(
                java,
                """
                #!/bin/sh
                for word; do
                  case $word in -XX:AOTCacheOutput=*) echo made >"${word#*=}" ;; esac
                done
                echo "$@"
                """);
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(Files.createDirectories(jdk.resolve("lib")).resolve("modules"), "");
    }

    private String run(Path tree) throws IOException, InterruptedException {
        return run(tree, "version");
    }

    private String run(Path tree, String word) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("sh", tree.resolve("postern").toString(), word)
                        .redirectErrorStream(true);
        builder.environment().put("POSTERN_BUILD", "never");
        builder.environment().put("JAVA_HOME", jdk.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(shown).isZero();
        return shown;
    }

    @Test
    void aClassCacheIsMadeOnceAndUsed() throws Exception {
        Path tree = directory.resolve("tree");
        assertThat(run(tree)).contains("-XX:AOTCache=" + app.resolve("postern.aot"));
        Files.writeString(app.resolve("postern.aot"), "kept");
        assertThat(run(tree)).contains("-XX:AOTCache=" + app.resolve("postern.aot"));
        assertThat(app.resolve("postern.aot")).hasContent("kept");
    }

    @Test
    void aDrillHasAClassCacheOfItsOwn() throws Exception {
        Path tree = directory.resolve("tree");
        assertThat(run(tree, "drill"))
                .contains("-XX:AOTCache=" + app.resolve("drill.aot"))
                .doesNotContain("TieredStopAtLevel");
        assertThat(app.resolve("postern.aot")).doesNotExist();
        assertThat(run(tree)).contains("-XX:AOTCache=" + app.resolve("postern.aot"));
    }

    @Test
    void aCopiedTreeDoesNotUseTheCacheOfTheOldOne() throws Exception {
        run(directory.resolve("tree"));
        Files.writeString(app.resolve("postern.aot"), "of the old tree");
        Path copy = directory.resolve("copy");
        assertThat(
                        new ProcessBuilder(
                                        "cp",
                                        "-a",
                                        directory.resolve("tree").toString(),
                                        copy.toString())
                                .start()
                                .waitFor())
                .isZero();

        String shown = run(copy);

        Path cache = copy.resolve("console-app/target/postern/postern.aot");
        assertThat(shown).contains("-XX:AOTCache=" + cache).doesNotContain("tree/console-app");
        assertThat(cache).hasContent("made");
    }

    @Test
    void whatTheEnvironmentSaysOfTheWidthIsANumberOrIsNotBelieved() throws Exception {
        for (String columns : new String[] {"100", "1 -Devil=1", "-1"}) {
            ProcessBuilder builder =
                    new ProcessBuilder(
                            "script",
                            "-qec",
                            // A shell in between may set the variable to the size that it sees.
                            "stty rows 30 cols 90; exec env COLUMNS=\"$C\" sh "
                                    + directory.resolve("tree/postern"),
                            "/dev/null");
            builder.environment().put("POSTERN_BUILD", "never");
            builder.environment().put("JAVA_HOME", jdk.toString());
            builder.environment().put("C", columns);
            Process process = builder.redirectErrorStream(true).start();
            String shown =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(shown).isZero();
            assertThat(shown)
                    .contains(
                            columns.equals("100")
                                    ? "-Dpostern.columns=100"
                                    : "-Dpostern.columns=90")
                    .contains("-Dpostern.rows=30")
                    .doesNotContain("evil");
        }
    }
}

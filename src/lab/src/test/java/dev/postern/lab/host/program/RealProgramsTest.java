package dev.postern.lab.host.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.reach.ShellQuoting;
import dev.postern.lab.host.Result;
import dev.postern.lab.host.machine.Bench;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The lab's programs against the machine's own, command by command, in one directory. */
@Tag("real")
@Timeout(120)
class RealProgramsTest {
    @TempDir Path directory;

    private record Said(int exit, String out, String err) {}

    /** A certificate, its key, and a line as kubeconfigs have it. */
    private static final String PEM =
            """
            anything
            -----BEGIN CERTIFICATE-----
            AAAA
            -----END CERTIFICATE-----
            -----BEGIN EC PRIVATE KEY-----
            BBBB
            -----END EC PRIVATE KEY-----
                client-certificate-data: CCCC
                client-key-data: DDDD
            """;

    private static final List<List<String>> COMMANDS =
            List.of(
                    List.of("true"),
                    status("%m %U %G %s", "D/f"),
                    status("%m %U %G %s", "D/none"),
                    status("%m", "D/f/x"),
                    List.of("cat", "--", "D/f"),
                    List.of("cat", "--", "D/none"),
                    List.of("cat", "--", "D"),
                    List.of("cat", "-x"),
                    List.of("install", "-d", "-m", "700", "--", "D/s"),
                    List.of("install", "-d", "-m", "700", "--", "D/a/b/c"),
                    status("%m", "D/a"),
                    status("%m", "D/a/b"),
                    status("%m", "D/a/b/c"),
                    List.of("install", "-d", "-m", "700", "--", "D/f"),
                    List.of("install", "-d", "-m", "7x0", "--", "D/q"),
                    List.of("dd", "of=D/s/.n", "conv=fsync", "status=none"),
                    List.of("dd", "of=D/no/.n", "conv=fsync", "status=none"),
                    List.of("dd", "of=D/s", "conv=fsync", "status=none"),
                    List.of("dd", "of=D/s/.n", "conv=foo", "status=none"),
                    List.of("dd", "foo=1"),
                    status("%m %s", "D/s/.n"),
                    List.of("chmod", "600", "--", "D/s/.n"),
                    List.of("chmod", "600", "--", "D/none"),
                    List.of("chmod", "9x", "--", "D/f"),
                    List.of("chmod", "600"),
                    List.of("chown", "3:4", "--", "D/s/.n"),
                    List.of("chown", "3:4", "--", "D/none"),
                    status("%m %U %G", "D/s/.n"),
                    List.of("sha256sum", "--", "D/s/.n", "D/none"),
                    List.of("mv", "-fT", "--", "D/s/.n", "D/g"),
                    List.of("mv", "-fT", "--", "D/none", "D/g"),
                    List.of("mv", "-fT", "--", "D/g", "D/nodir/g"),
                    List.of("mv", "-fT", "--", "D/g", "D/s"),
                    List.of("mv", "-fT", "--", "D/g"),
                    List.of("mv", "-fT", "--", "D/g", "D/h", "D/i"),
                    List.of("sync", "--", "D/s"),
                    List.of("sync", "--", "D/none"),
                    List.of("ln", "-T", "--", "D/g", "D/h"),
                    List.of("ln", "-T", "--", "D/g", "D/h"),
                    List.of("ln", "-T", "--", "D/none", "D/i"),
                    List.of("ln", "-T", "--", "D/s", "D/i"),
                    List.of("rm", "-f", "--", "D/g", "D/none"),
                    List.of("rm", "-f", "--", "D/s"),
                    List.of("rm", "--", "D/none"),
                    List.of("cat", "--", "D/h"),
                    marks("D/f", "D/none", "D/h"),
                    certificates("D/pem", "D/none", "D/f", "D/empty"),
                    List.of("install", "-d", "-m", "700", "--", "D/kept", "D/kept/a", "D/kept/a/b"),
                    words("cp --preserve=mode,ownership -T -- D/pem D/kept/a/b/pem"),
                    words("cp --preserve=mode,ownership -T -- D/none D/kept/a/b/pem"),
                    words("cp --preserve=mode,ownership -T -- D/pem D/kept/c/pem"),
                    List.of("sha256sum", "--", "D/kept/a/b/pem", "D/kept/none"),
                    status("%m %U %G", "D/kept/a/b/pem"),
                    words(
                            "find / -maxdepth 0 -exec cp --preserve=mode,ownership -T -- D/kept/a/b/pem"
                                    + " D/back ; -exec mv -fT -- D/back D/pem2 ; -printf back\\n"),
                    words(
                            "find / -maxdepth 0 -exec cp --preserve=mode,ownership -T -- D/none"
                                    + " D/back ; -exec mv -fT -- D/back D/pem2 ; -printf back\\n"),
                    marks("D/pem2", "D/back"),
                    List.of("find", "D/s", "-mindepth", "1", "-maxdepth", "1", "-printf", "%f\\0"),
                    List.of("find", "D/a", "-mindepth", "1", "-maxdepth", "1", "-printf", "%f\\0"),
                    List.of("find", "D/x", "-mindepth", "1", "-maxdepth", "1", "-printf", "%f\\0"),
                    List.of("find", "D", "-foo"),
                    seen("D/f", "12c"),
                    seen("D/f", "11c"),
                    seen("D/none", "12c"),
                    seen("D/f/x", "12c"),
                    seen("D/s", "9000c"),
                    List.of("find", "D/f", "-maxdepth", "0", "-exec", "nosuch", "{}", ";"),
                    List.of("find", "D/f", "-maxdepth", "0", "-exec", "cat", "{}"),
                    List.of("find", "D/f", "-maxdepth", "0", "-exec", ";"),
                    List.of("find", "D/f", "-maxdepth", "0", "-printf"),
                    List.of("dd", "of=D/s/.m", "conv=fsync", "status=none"),
                    owned("D/s/.m", "640"),
                    owned("D/s/.m", "6z0"),
                    owned("D/none", "640"),
                    seen("D/s/.m", "900c"),
                    moved("D/s/.m", "D/nodir/m", "D/s"),
                    moved("D/none", "D/m", "D"),
                    moved("D/s/.m", "D/s", "D"),
                    moved("D/s/.m", "D/m", "D/nodir"),
                    moved("D/m", "D/n", "D"),
                    seen("D/n", "900c"),
                    List.of("tail", "-c", "3", "--", "D/f"),
                    List.of("tail", "-c", "300", "--", "D/f"),
                    List.of("tail", "-c", "3", "--", "D/none"),
                    List.of("tail", "-c", "3", "--", "D"),
                    List.of("tail", "-c", "x", "--", "D/f"),
                    List.of("df", "-P", "--", "D/none"),
                    List.of("printenv", "NO_SUCH_NAME"),
                    List.of("env", "X_Y=1", "printenv", "X_Y"),
                    List.of("env", "nosuch-program"),
                    List.of("timeout", "-k", "1", "5", "nosuch-program"),
                    List.of("timeout", "-k", "1", "x", "true"),
                    List.of("which", "--", "nosuch-program"));

    private static List<String> status(String format, String path) {
        return List.of("find", path, "-maxdepth", "0", "-printf", format + "\\n");
    }

    private static List<String> seen(String path, String below) {
        return List.of(
                "find",
                path,
                "-maxdepth",
                "0",
                "-printf",
                "%m %U %G\\n",
                "-size",
                "-" + below,
                "-exec",
                "cat",
                "--",
                "{}",
                "+");
    }

    private static List<String> owned(String path, String bits) {
        return words(
                "find "
                        + path
                        + " -maxdepth 0 -exec chown 3:4 -- {} ; -exec chmod "
                        + bits
                        + " -- {} ; -exec sha256sum -- {} ;");
    }

    /** Which of these files are there, as renew-certificates asks, but for when. */
    private static List<String> marks(String... paths) {
        List<String> words = new ArrayList<>(List.of("find"));
        words.addAll(List.of(paths));
        words.addAll(words("-maxdepth 0 -printf %m:%U:%p\\n -exec sha256sum -- {} ;"));
        return words;
    }

    /** What is public in these files, and nothing else. */
    private static List<String> certificates(String... paths) {
        List<String> words = new ArrayList<>(words("sed -s -n -e 1F -e"));
        words.add("/^-----BEGIN CERTIFICATE-----/,/^-----END CERTIFICATE-----/p");
        words.addAll(words("-e /client-certificate-data:/p --"));
        words.addAll(List.of(paths));
        return words;
    }

    private static List<String> moved(String from, String to, String directory) {
        return words(
                "find "
                        + from
                        + " -maxdepth 0 -exec mv -fT -- {} "
                        + to
                        + " ; -printf moved\\n -exec sync -- "
                        + directory
                        + " ; -printf synced\\n");
    }

    private static List<String> words(String line) {
        return List.of(line.split(" "));
    }

    @Test
    void they_say_the_same_and_end_the_same() throws Exception {
        Path d = directory.resolve("d");
        Files.createDirectory(
                d,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.writeString(d.resolve("f"), "0123456789\n");
        Files.createFile(d.resolve("empty"));
        Files.writeString(d.resolve("pem"), PEM);
        Files.setPosixFilePermissions(
                d.resolve("pem"), PosixFilePermissions.fromString("rw-r-----"));
        try (Bench bench = new Bench()) {
            bench.host.files().put(d + "/f", "0123456789\n".getBytes(), 0644, 0, 0);
            bench.host.files().put(d + "/empty", new byte[0], 0644, 0, 0);
            bench.host.files().put(d + "/pem", PEM.getBytes(), 0640, 0, 0);
            for (List<String> command : COMMANDS) {
                List<String> line =
                        command.stream().map(a -> a.replaceAll("(^|=)D(?=/|$)", "$1" + d)).toList();
                assertThat(inTheLab(bench, line)).as("%s", command).isEqualTo(forReal(line));
            }
        }
    }

    private static Said inTheLab(Bench bench, List<String> line) {
        List<String> quoted = new ArrayList<>(line);
        Result result = bench.root(ShellQuoting.quote(quoted), "some bytes\n");
        return new Said(result.exit(), result.text(), result.complaint());
    }

    private static Said forReal(List<String> line) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try {
            CompletableFuture<String> err =
                    CompletableFuture.supplyAsync(() -> all(process.getErrorStream()));
            try (var in = process.getOutputStream()) {
                in.write("some bytes\n".getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It did not want to read.
            }
            String out = all(process.getInputStream());
            return new Said(process.waitFor(), out, err.join());
        } finally {
            process.destroyForcibly();
        }
    }

    private static String all(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return Arrays.toString(e.getStackTrace());
        }
    }
}

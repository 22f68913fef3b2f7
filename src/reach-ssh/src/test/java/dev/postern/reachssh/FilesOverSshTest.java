package dev.postern.reachssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.core.fleet.CredentialRef;
import dev.postern.core.reach.DialRule;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Files.Content;
import dev.postern.core.reach.Files.Mode;
import dev.postern.core.time.SystemTime;
import dev.postern.core.value.Blob;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Failure.Kind;
import dev.postern.core.value.Outcome;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

@Timeout(60)
class FilesOverSshTest {
    @TempDir Path dir;
    private MinaHost host;
    private SshReach reach;
    private dev.postern.core.reach.Files files;
    private Path staging;
    private Mode mode;

    @BeforeEach
    void start() throws Exception {
        host = new MinaHost(Given.key(dir.resolve("key"), ""));
        reach =
                new SshReach(
                        Given.fleet(
                                Given.access(
                                        host.port(),
                                        List.of(new CredentialRef.InFile(dir.resolve("key"))),
                                        List.of(host.pin()))),
                        new SystemTime(),
                        new Given.OpenPacer(),
                        DialRule.any(),
                        Given.options(dir));
        files = reach.files(Given.CP1);
        staging = dir.resolve("staging");
        int uid = (Integer) Files.getAttribute(dir, "unix:uid");
        int gid = (Integer) Files.getAttribute(dir, "unix:gid");
        mode = new Mode("640", uid, gid);
    }

    @AfterEach
    void stop() throws Exception {
        reach.close();
        host.close();
    }

    private Path file(String name, String text) throws Exception {
        return Files.writeString(dir.resolve(name), text);
    }

    private Outcome<Done> replace(Path path, String text) {
        return files.replace(path.toString(), Blob.of(text.getBytes()), mode, staging.toString());
    }

    private long staged() {
        try (Stream<Path> left = Files.list(staging)) {
            return left.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_file_is_read_with_its_mode_and_owner() throws Exception {
        Path path = file("it's a file", "bytes\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));

        Content content = files.read(path.toString()).got().orElseThrow().orElseThrow();

        assertThat(content).isEqualTo(new Content(Blob.of("bytes\n".getBytes()), mode));
    }

    @Test
    void a_missing_file_is_none_and_so_is_a_missing_directory() {
        assertThat(files.read(dir.resolve("no") + "")).isEqualTo(Outcome.ok(Optional.empty()));
        assertThat(files.list(dir.resolve("no") + "")).isEqualTo(Outcome.ok(List.of()));
    }

    @Test
    void a_replaced_file_has_the_new_bytes_and_mode_and_leaves_nothing() throws Exception {
        Path path = file("manifest.yaml", "old");

        assertThat(replace(path, "new")).isEqualTo(Outcome.ok(Done.DONE));

        assertThat(path).hasContent("new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-r-----");
        assertThat(staged()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(staging)))
                .isEqualTo("rwx------");
    }

    @Test
    void what_cannot_be_put_in_place_leaves_the_old_and_nothing_beside() throws Exception {
        Path path = dir.resolve("full");
        Files.createDirectories(path.resolve("of things"));

        Failure f = replace(path, "new").whyNot().orElseThrow();

        assertThat(f.kind()).isEqualTo(Kind.BROKEN);
        assertThat(f.leftBehind()).isEqualTo(path + " is as it was");
        assertThat(path.resolve("of things")).isDirectory();
        assertThat(staged()).isZero();
    }

    @Test
    void a_new_file_is_made_once_and_never_over_another() throws Exception {
        String path = dir.resolve("lease") + "";
        Blob mine = Blob.of("mine".getBytes());

        assertThat(files.createNew(path, mine, mode, staging + "")).isEqualTo(Outcome.ok(true));
        assertThat(files.createNew(path, Blob.of("theirs".getBytes()), mode, staging + ""))
                .isEqualTo(Outcome.ok(false));

        assertThat(Path.of(path)).hasContent("mine");
        assertThat(staged()).isZero();
    }

    @Test
    void of_two_who_make_the_same_file_at_once_one_does() throws Exception {
        assertThat(
                        files.createNew(
                                dir.resolve("first") + "",
                                Blob.of(new byte[0]),
                                mode,
                                staging + ""))
                .isEqualTo(Outcome.ok(true));
        for (int i = 0; i < 10; i++) {
            Path path = dir.resolve("lease" + i);
            List<Callable<Outcome<Boolean>>> both =
                    Stream.of("ann", "bob")
                            .<Callable<Outcome<Boolean>>>map(who ->
                                    () ->
                                            files.createNew(
                                                    path + "",
                                                    Blob.of(who.getBytes()),
                                                    mode,
                                                    staging + ""))
                            .toList();

            List<Outcome<Boolean>> made = new SystemTime().all("lease", both);

            assertThat(made).containsExactlyInAnyOrder(Outcome.ok(true), Outcome.ok(false));
            assertThat(path).hasContent(made.getFirst().equals(Outcome.ok(true)) ? "ann" : "bob");
        }
        assertThat(staged()).isZero();
    }

    /** A turn that says what was there when it came, and when the file was made. */
    private dev.postern.core.reach.Files.Turn turn(boolean comes, Path path, List<String> heard) {
        return new dev.postern.core.reach.Files.Turn() {
            @Override
            public boolean comes() {
                heard.add("comes: " + Files.exists(path) + ", prepared: " + staged());
                return comes;
            }

            @Override
            public void made() {
                heard.add("made: " + Files.exists(path));
            }
        };
    }

    @Test
    void a_new_file_is_prepared_before_its_turn_and_made_in_it() {
        Path path = dir.resolve("lease");
        List<String> heard = new ArrayList<>();
        Blob bytes = Blob.of("ann".getBytes());

        assertThat(
                        files.createNew(
                                        path + "",
                                        bytes,
                                        mode,
                                        staging + "",
                                        turn(false, path, heard))
                                .whyNot())
                .hasValueSatisfying(f -> assertThat(f.kind()).isEqualTo(Failure.Kind.ABORTED));
        assertThat(path).doesNotExist();
        assertThat(staged()).isZero();

        for (boolean first : List.of(true, false)) {
            assertThat(
                            files.createNew(
                                    path + "", bytes, mode, staging + "", turn(true, path, heard)))
                    .isEqualTo(Outcome.ok(first));
        }
        assertThat(staged()).isZero();
        assertThat(heard)
                .containsExactly(
                        "comes: false, prepared: 1",
                        "comes: false, prepared: 1",
                        "made: true",
                        "comes: true, prepared: 1");
    }

    @Test
    void a_move_makes_the_directory_where_it_is_missing_and_leaves_another_as_it_is()
            throws Exception {
        Path path = file("a", "x");
        Path away = dir.resolve("away/a");

        assertThat(files.move(path + "", away + "").isOk()).isTrue();
        assertThat(away).hasContent("x");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(away.getParent())))
                .isEqualTo("rwx------");

        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(files.move(away + "", path + "").isOk()).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir)))
                .isEqualTo("rwxr-xr-x");
    }

    @Test
    void moving_what_is_not_there_fails() {
        Failure f =
                files.move(dir.resolve("no") + "", dir.resolve("b") + "").whyNot().orElseThrow();

        assertThat(f.kind()).isEqualTo(Kind.BROKEN);
        assertThat(f.why()).contains("No such file");
    }

    @Test
    void removing_is_fine_twice_and_listing_is_sorted() throws Exception {
        file("b", "");
        file("a\nb", "");
        assertThat(files.remove(dir.resolve("key") + "").isOk()).isTrue();
        assertThat(files.remove(dir.resolve("key") + "").isOk()).isTrue();

        assertThat(files.list(dir + "")).isEqualTo(Outcome.ok(List.of("a\nb", "b")));
    }

    @Test
    void paths_are_absolute() {
        assertThatThrownBy(() -> files.read("etc/passwd"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

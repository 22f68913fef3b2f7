package dev.postern.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.FutureTask;

@Timeout(60)
class PrivateTest {
    @TempDir Path directory;

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aDirectoryIsMadeWithThoseAboveIt() throws IOException {
        Path deep = directory.resolve("a/b/c");

        Private.directory(deep);
        Private.directory(deep);

        assertThat(mode(deep)).isEqualTo("rwx------");
    }

    @Test
    void aFileInTheDirectorysPlaceIsNotTakenForOne() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> Private.directory(file))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void aFileIsMadeOnceAndKeepsWhatWasWritten() throws IOException {
        Path file = directory.resolve("file");

        assertThat(Private.make(file)).isTrue();
        Files.writeString(file, "kept");
        assertThat(Private.make(file)).isFalse();

        assertThat(file).hasContent("kept");
        assertThat(mode(file)).isEqualTo("rw-------");
    }

    @Test
    void aSecondCtrlCNeitherStopsTheWritingNorIsSwallowed() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "before");
        FutureTask<Boolean> stillInterrupted =
                new FutureTask<>(() -> {
                    Thread.currentThread().interrupt();
                    Private.replace(file, "after".getBytes(UTF_8), true);
                    return Thread.currentThread().isInterrupted();
                });
        Thread.ofPlatform().daemon().start(stillInterrupted);

        assertThat(stillInterrupted.get()).isTrue();
        assertThat(file).hasContent("after");
        assertThat(directory.toFile().list()).containsExactly("file");
    }

    @Test
    void whatCannotBeReplacedIsLeftAndNothingBesideIt() throws IOException {
        Path taken = Files.createDirectories(directory.resolve("taken/in")).getParent();

        assertThatThrownBy(() -> Private.replace(taken, "x".getBytes(UTF_8), true))
                .isInstanceOf(IOException.class);

        assertThat(directory.toFile().list()).containsExactly("taken");
        assertThat(taken.toFile().list()).containsExactly("in");
    }

    @Test
    void aDirectoryThatIsGoneIsNotCalledSynced() {
        assertThatThrownBy(() -> Private.syncDirectory(directory.resolve("gone/file")))
                .isInstanceOf(NoSuchFileException.class);
    }
}

package dev.postern.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

class IoWordsTest {
    @TempDir Path directory;

    private interface Work {
        void on(Path file) throws IOException;
    }

    private static String words(Path file, Work work) {
        try {
            work.on(file);
            return "nothing went wrong";
        } catch (IOException e) {
            return IoWords.of(e);
        }
    }

    @Test
    void whatTheFileSystemSaysIsSaidWithoutTheNameOfAClass() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        Function<String, Path> in = file::resolveSibling;
        assertThat(words(in.apply("none"), Files::readString)).endsWith("none does not exist");
        assertThat(words(file, Files::createDirectory)).endsWith("file is there already");
        assertThat(words(file.resolve("below"), Files::readSymbolicLink))
                .endsWith("below: Not a directory");
        assertThat(words(directory, Files::readAllBytes)).contains("directory");
    }

    @Test
    void whereNothingElseIsKnownTheClassIsBetterThanNothing() {
        assertThat(IoWords.of(new ClosedChannelException())).isEqualTo("ClosedChannelException");
        assertThat(IoWords.of(new IOException("a\u001b[31mb\nc"))).isEqualTo("a\u00b7[31mb c");
    }
}

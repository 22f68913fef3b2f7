package dev.postern.console.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.actions.BuiltInActions;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class ReferenceTest {
    private static final Path DIRECTORY = Path.of("../docs/reference");
    private static final String AGAIN =
            "mvn -pl console-app -am test -Dtest=ReferenceTest"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dpostern.reference=write";

    @Test
    void thePagesSayWhatTheCodeSays() throws IOException {
        boolean write = "write".equals(System.getProperty("postern.reference"));
        for (Map.Entry<String, String> page :
                new Reference(BuiltInActions.catalogue()).pages().entrySet()) {
            Path file = DIRECTORY.resolve(page.getKey());
            if (write) {
                Files.writeString(file, page.getValue());
            }
            assertThat(file).as("not made yet; this makes it:  %s", AGAIN).exists();
            assertThat(Files.readString(file))
                    .as("%s is not current; this makes it so:  %s", page.getKey(), AGAIN)
                    .isEqualTo(page.getValue());
        }
    }
}

package dev.postern.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.playbook.Playbook;
import dev.postern.core.problem.Checked;
import dev.postern.core.problem.Problem;
import dev.postern.document.ProblemText;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The specification of every message; {@code -Dgolden=write} writes it anew, to be read. */
class ErrorMessagesTest {
    private static final Path CASES = Path.of("src", "test", "resources", "errors");

    static List<Path> cases() throws IOException {
        try (var files = Files.list(CASES)) {
            return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyMistakeIsReportedAsItIsSpecified(Path file) throws IOException {
        String name = file.getFileName().toString();
        Checked<Playbook> read =
                PlaybookFile.read(name, Files.readAllBytes(file), TestCatalogue.CATALOGUE);
        assertThat(read).isInstanceOf(Checked.Faulty.class);
        List<Problem> problems = ((Checked.Faulty<Playbook>) read).problems();
        String shown =
                problems.stream()
                        .map(p -> String.join("\n", ProblemText.frame(p)) + "\n")
                        .collect(Collectors.joining("\n"));
        Path golden = CASES.resolve(name.replace(".yaml", ".txt"));
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(golden, shown);
        }
        assertThat(shown).isEqualTo(Files.readString(golden));
    }
}

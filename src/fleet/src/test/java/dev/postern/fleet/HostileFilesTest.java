package dev.postern.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.problem.Checked;
import dev.postern.document.ProblemText;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;

class HostileFilesTest {
    private static final String[] SCRAPS = {
        "\n",
        " ",
        "  ",
        ": ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        "\"",
        "'",
        "${",
        "}",
        "|",
        ">",
        "&a ",
        "*a",
        "!!x ",
        "\t",
        "\u0000",
        "\u001b[2J",
        "#",
        "? ",
        "---\n",
        "null",
        "~",
        "-----BEGIN",
        "\\",
        "%",
        "\u202e",
        "\ud83d\ude00",
        "a.settled",
        "&& ",
        "(((((",
        "99999999999",
        "id: "
    };

    @Test
    void whateverAFileHoldsTheAnswerIsAValueOrProblemsThatCanBeShown() throws IOException {
        String good = FleetFile.example();
        Random random = new Random(11);
        int faulty = 0;
        for (int i = 0; i < 1500; i++) {
            StringBuilder text = new StringBuilder(good);
            for (int n = random.nextInt(4); n >= 0; n--) {
                int at = random.nextInt(text.length());
                if (random.nextInt(3) == 0) {
                    text.delete(at, Math.min(text.length(), at + random.nextInt(60)));
                } else {
                    text.insert(at, SCRAPS[random.nextInt(SCRAPS.length)]);
                }
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            if (FleetFile.read(
                            "f.yaml",
                            bytes,
                            java.nio.file.Path.of("/base"),
                            java.nio.file.Path.of("/home"))
                    instanceof Checked.Faulty<?>(var problems)) {
                faulty++;
                problems.forEach(p ->
                        assertThat(String.join("\n", ProblemText.frame(p)))
                                .doesNotContain("\u001b", "\u0000", "\u202e", "\t"));
            }
        }
        assertThat(faulty).isGreaterThan(500);
    }

    @Test
    void bytesThatAreNoTextAreProblems() {
        Random random = new Random(13);
        for (int i = 0; i < 500; i++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            assertThat(
                            FleetFile.read(
                                    "f.yaml",
                                    bytes,
                                    java.nio.file.Path.of("/base"),
                                    java.nio.file.Path.of("/home")))
                    .isInstanceOf(Checked.Faulty.class);
        }
    }
}

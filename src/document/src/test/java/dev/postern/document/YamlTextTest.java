package dev.postern.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.problem.Checked;
import dev.postern.core.problem.Problem;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;

class YamlTextTest {
    private static Node sound(String yaml) {
        return switch (YamlText.read("f.yaml", yaml.getBytes(StandardCharsets.UTF_8))) {
            case Checked.Sound<Node>(var n) -> n;
            case Checked.Faulty<Node>(var p) -> throw new AssertionError(p.toString());
        };
    }

    private static List<Problem> problems(byte[] yaml) {
        return switch (YamlText.read("f.yaml", yaml)) {
            case Checked.Sound<Node>(var n) -> throw new AssertionError("sound: " + n);
            case Checked.Faulty<Node>(var p) -> p;
        };
    }

    private static List<Problem> problems(String yaml) {
        return problems(yaml.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyScalarIsTheTextThatWasWritten() {
        var map = (Node.MapNode) sound("a: no\nb: 1.30\nc: \"8080\"\nd: ~\n");
        assertThat(map.entry("a").orElseThrow().value())
                .isInstanceOfSatisfying(
                        Node.ScalarNode.class,
                        s -> {
                            assertThat(s.text()).isEqualTo("no");
                            assertThat(s.quoted()).isFalse();
                            assertThat(s.position()).hasToString("f.yaml:1:4");
                        });
        assertThat(map.entry("b").orElseThrow().value())
                .isInstanceOfSatisfying(
                        Node.ScalarNode.class, s -> assertThat(s.text()).isEqualTo("1.30"));
        assertThat(map.entry("c").orElseThrow().value())
                .isInstanceOfSatisfying(
                        Node.ScalarNode.class, s -> assertThat(s.quoted()).isTrue());
        assertThat(map.entry("d").orElseThrow().value()).isInstanceOf(Node.NullNode.class);
        assertThat(map.entry("d").orElseThrow().keyPosition()).hasToString("f.yaml:4:1");
    }

    @Test
    void anEmptyFileIsNothing() {
        assertThat(sound("")).isInstanceOf(Node.NullNode.class);
        assertThat(sound("# only words\n")).isInstanceOf(Node.NullNode.class);
    }

    @Test
    void aByteOrderMarkIsNoCharacter() {
        assertThat(sound("\ufeffa: b").position()).hasToString("f.yaml:1:1");
    }

    @Test
    void theLimitsHold() {
        assertThat(problems(new byte[(1 << 20) + 1]))
                .singleElement()
                .satisfies(p -> assertThat(p.message()).contains("larger than the 1048576 bytes"));
        assertThat(problems("[".repeat(100_000)))
                .singleElement()
                .satisfies(p -> assertThat(p.message()).contains("deeper than 50"));
        assertThat(problems("a: " + "{b: ".repeat(60)))
                .anySatisfy(p -> assertThat(p.message()).contains("deeper than 50"));
    }

    @Test
    void theBillionLaughsAreRefusedWithoutLaughing() {
        String bomb =
                """
                a: &a [lol, lol, lol]
                b: &b [*a, *a, *a]
                c: [*b, *b, *b]
                """;
        assertThat(problems(bomb)).hasSize(8);
        assertThat(problems(bomb).getFirst().message()).isEqualTo("an anchor: &a");
    }

    @Test
    void bytesThatAreNotTextAreNamedWithTheirPlace() {
        byte[] latin = "a: b\nc: caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(problems(latin))
                .singleElement()
                .satisfies(p -> {
                    assertThat(p.position()).hasToString("f.yaml:2:7");
                    assertThat(p.message()).isEqualTo("the byte 0xE9 is not UTF-8");
                });
        assertThat(problems("a: \0\n").getFirst().message()).contains("U+0000");
        assertThat(problems("a: \u001b[2Jx\n").getFirst().position()).hasToString("f.yaml:1:4");
        assertThat(problems("a: \u202egp.exe\n").getFirst().message()).contains("U+202E");
    }

    @Test
    void noProblemCarriesAnEscapeToAScreen() {
        String hostile = "\"\\e[2J\": &x\n  \"\\e]0;pwned\\a\": 1\n  \"\\e]0;pwned\\a\": 2\n";
        for (Problem p : problems(hostile)) {
            assertThat(String.join("\n", ProblemText.frame(p))).doesNotContain("\u001b", "\u0007");
            assertThat(p.line()).doesNotContain("\u001b");
        }
    }

    @Test
    void aFileFullOfMistakesEndsAtALimit() {
        assertThat(problems("a: 1\n" + "a: 2\n".repeat(5000))).hasSize(NodeParser.MOST_PROBLEMS);
    }

    @Test
    void aLongLineIsShownAroundItsCaret() {
        var frame = ProblemText.frame(problems("a: [" + "x, ".repeat(100) + "*y, z]").getFirst());
        assertThat(frame.get(1)).startsWith("  1 | \u2026").hasSizeLessThan(112);
        assertThat(frame.get(1).charAt(frame.get(2).indexOf('^'))).isEqualTo('*');
    }
}

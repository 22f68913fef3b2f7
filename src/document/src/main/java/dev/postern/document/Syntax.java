package dev.postern.document;

import dev.postern.core.problem.Position;
import dev.postern.core.problem.Problems;
import dev.postern.core.text.Neutral;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

import java.util.Optional;

/** What the YAML library stumbled over, in words that help. */
final class Syntax {
    private Syntax() {}

    static void explain(MarkedYamlEngineException e, Source source, Problems problems) {
        Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
        Position at =
                mark.map(m -> source.at(m.getLine() + 1, m.getColumn() + 1))
                        .orElseGet(() -> source.at(1, 1));
        // Where what is wrong began, for what the library notices only at its end.
        Position begun =
                e.getContextMark()
                        .map(m -> source.at(m.getLine() + 1, m.getColumn() + 1))
                        .orElse(at);
        String said = Neutral.line(e.getProblem() == null ? "not YAML" : e.getProblem(), 200);
        if (said.contains("(TAB)") || said.contains("'\\t'")) {
            problems.add(source.problem(at, "a tab where only spaces can be", "spaces"));
        } else if (said.startsWith("mapping values are not allowed")) {
            problems.add(
                    source.problem(
                            at,
                            "a colon where no key can stand",
                            "text that holds \": \" in quotes, or a key on a line of its own"));
        } else if (said.startsWith("could not find expected ':'")) {
            problems.add(source.problem(begun, "a key without its colon", "KEY: VALUE"));
        } else if (said.contains("unexpected end of stream")) {
            problems.add(
                    source.problem(begun, "a quoted text that does not end", "its other quote"));
        } else if (said.contains("that cannot start any token")) {
            problems.add(
                    source.problem(
                            at, "plain text cannot begin with this character", "text in quotes"));
        } else if (said.contains("<stream end>")) {
            problems.add(source.problem(at, "the file ends too early", "what was begun to end"));
        } else if (said.startsWith("expected <block end>")) {
            problems.add(
                    source.problem(
                            at,
                            "this line is indented differently from those that it belongs to",
                            "the same number of spaces as its neighbours"));
        } else if (said.startsWith("expected ',' or '")) {
            String close = said.substring(17, 18);
            problems.add(source.problem(at, "this does not belong here", "a comma or " + close));
        } else {
            problems.add(source.problem(at, "not YAML: " + said));
        }
    }
}

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
            problems.add(source.problem(at, "a key without its colon", "KEY: VALUE"));
        } else if (said.contains("unexpected end of stream")) {
            problems.add(source.problem(at, "the file ends inside a quoted text", "the quote"));
        } else if (said.startsWith("expected <block end>")) {
            problems.add(
                    source.problem(
                            at,
                            "this line is indented differently from those that it belongs to",
                            "the same number of spaces as its neighbours"));
        } else if (said.startsWith("expected ',' or '")) {
            String close = said.substring(15, 16);
            problems.add(source.problem(at, "this does not belong here", "a comma or " + close));
        } else {
            problems.add(source.problem(at, "not YAML: " + said));
        }
    }
}

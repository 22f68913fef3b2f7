package dev.postern.document;

import dev.postern.core.problem.Checked;
import dev.postern.core.problem.Position;
import dev.postern.core.problem.Problem;
import dev.postern.core.problem.Problems;
import dev.postern.core.text.Neutral;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One reading of one file: events of the YAML library become nodes, mistakes become problems. */
final class NodeParser {
    /** Whoever has more mistakes than this in one file repairs these first. */
    static final int MOST_PROBLEMS = 200;

    private final YamlText.Limits limits;
    private final Characters characters;
    private final Source source;
    private final Problems problems = new Problems();
    private int found;

    NodeParser(String file, byte[] bytes, YamlText.Limits limits) {
        this.limits = limits;
        this.characters = Characters.of(bytes, limits.bytes());
        this.source = new Source(file, characters.text());
    }

    Checked<Node> read() {
        characters.mistakes().forEach(m -> add(source.at(m.line(), m.column()), m.message(), ""));
        Node root = new Node.NullNode(source.at(1, 1), source);
        if (problems.isEmpty()) {
            try {
                root = document(root);
            } catch (MarkedYamlEngineException e) {
                Syntax.explain(e, source, problems);
            } catch (YamlEngineException e) {
                // Not at a place: a directive of another version of YAML.
                add(source.at(1, 1), "not YAML 1.2: " + Neutral.line("" + e.getMessage(), 200), "");
            } catch (TooMuch e) {
                // What was found up to here is in the problems.
            }
        }
        return problems.isEmpty()
                ? new Checked.Sound<>(root)
                : new Checked.Faulty<>(problems.all());
    }

    private Node document(Node empty) {
        LoadSettings settings =
                LoadSettings.builder()
                        .setCodePointLimit(limits.bytes() + 1)
                        .setUseMarks(true)
                        .setLabel(source.file())
                        .build();
        Parser parser = new ParserImpl(settings, new StreamReader(settings, characters.text()));
        Node root = empty;
        int documents = 0;
        while (parser.hasNext()) {
            Event event = parser.next();
            switch (event.getEventId()) {
                case DocumentStart -> {
                    if (++documents > 1) {
                        add(
                                position(event),
                                "a second document begins here",
                                "one document in a file");
                        throw new TooMuch();
                    }
                    root = node(parser.next(), parser, 1);
                }
                case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
                case Alias, Scalar, SequenceStart, SequenceEnd, MappingStart, MappingEnd ->
                        throw new IllegalStateException("a node outside a document: " + event);
            }
        }
        return root;
    }

    private Node node(Event event, Parser parser, int depth) {
        Position at = position(event);
        if (depth > limits.depth()) {
            add(at, "nested deeper than " + limits.depth() + " levels", "");
            throw new TooMuch();
        }
        if (event instanceof AliasEvent alias) {
            add(
                    at,
                    "an alias: *" + alias.getAlias(),
                    "the value itself; anchors and aliases are not used here");
            return new Node.NullNode(at, source);
        }
        if (event instanceof NodeEvent n && n.getAnchor().isPresent()) {
            add(
                    at,
                    "an anchor: &" + n.getAnchor().get(),
                    "the value alone; anchors and aliases are not used here");
        }
        return switch (event) {
            case MappingStartEvent m -> {
                refuseTag(m.getTag(), at);
                yield map(at, parser, depth);
            }
            case SequenceStartEvent s -> {
                refuseTag(s.getTag(), at);
                yield list(at, parser, depth);
            }
            case ScalarEvent s -> {
                refuseTag(s.getTag(), at);
                yield scalar(s, at);
            }
            default -> throw new IllegalStateException("not a node: " + event);
        };
    }

    private void refuseTag(Optional<String> tag, Position at) {
        tag.ifPresent(t -> add(at, "a tag: " + t, "the value alone; tags are not used here"));
    }

    private Node scalar(ScalarEvent event, Position at) {
        boolean plain = event.getScalarStyle() == ScalarStyle.PLAIN;
        String text = event.getValue();
        boolean nothing = text.isEmpty() || text.equals("~") || text.equals("null");
        return plain && nothing
                ? new Node.NullNode(at, source)
                : new Node.ScalarNode(text, !plain, at, source);
    }

    private Node list(Position at, Parser parser, int depth) {
        List<Node> items = new ArrayList<>();
        for (Event e = parser.next(); !e.getEventId().equals(Event.ID.SequenceEnd); ) {
            items.add(node(e, parser, depth + 1));
            e = parser.next();
        }
        return new Node.ListNode(items, at, source);
    }

    private Node map(Position at, Parser parser, int depth) {
        List<Node.Entry> entries = new ArrayList<>();
        Map<String, Position> seen = new HashMap<>();
        for (Event e = parser.next(); !e.getEventId().equals(Event.ID.MappingEnd); ) {
            Node key = node(e, parser, depth + 1);
            Node value = node(parser.next(), parser, depth + 1);
            if (key instanceof Node.ScalarNode k) {
                Position first = seen.putIfAbsent(k.text(), k.position());
                if (first == null) {
                    entries.add(new Node.Entry(k.text(), k.position(), value));
                } else {
                    add(
                            k.position(),
                            "the key " + Reading.quoted(k.text()) + " is here twice",
                            "each key once; the first is on line " + first.line());
                }
            } else if (!(e instanceof AliasEvent)) {
                add(key.position(), "a key that is " + key.kind(), "a word");
            }
            e = parser.next();
        }
        return new Node.MapNode(entries, at, source);
    }

    private Position position(Event event) {
        return event.getStartMark().map(this::position).orElseGet(() -> source.at(1, 1));
    }

    private Position position(Mark mark) {
        return source.at(mark.getLine() + 1, mark.getColumn() + 1);
    }

    private void add(Position at, String message, String expected) {
        Problem problem =
                expected.isEmpty()
                        ? source.problem(at, message)
                        : source.problem(at, message, expected);
        problems.add(problem);
        if (++found >= MOST_PROBLEMS) {
            throw new TooMuch();
        }
    }

    /** Ends the reading of a file that is beyond its limits; its problems are recorded already. */
    private static final class TooMuch extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooMuch() {
            super("beyond the limits", null, false, false);
        }
    }
}

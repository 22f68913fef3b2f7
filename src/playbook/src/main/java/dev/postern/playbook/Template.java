package dev.postern.playbook;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text with {@code ${parameter}} in it, taken apart once. */
record Template(List<Piece> pieces) {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(?:([a-z][a-z0-9-]*)\\})?");

    /** Where a piece begins is counted in characters of the text. */
    sealed interface Piece {
        int offset();

        record Literal(String text, int offset) implements Piece {}

        record Reference(String name, int offset) implements Piece {}

        /**
         * A dollar and brace that is no reference: without an end, or with more than a name in it.
         */
        record Broken(String text, int offset) implements Piece {}
    }

    static Template of(String text) {
        List<Piece> pieces = new ArrayList<>();
        Matcher m = REFERENCE.matcher(text);
        int from = 0;
        while (m.find()) {
            if (m.start() > from) {
                pieces.add(new Piece.Literal(text.substring(from, m.start()), from));
            }
            String name = m.group(1);
            if (name != null) {
                pieces.add(new Piece.Reference(name, m.start()));
                from = m.end();
            } else {
                int end = text.indexOf('}', m.start());
                from = end < 0 ? text.length() : end + 1;
                pieces.add(new Piece.Broken(text.substring(m.start(), from), m.start()));
                m.region(from, text.length());
            }
        }
        if (from < text.length()) {
            pieces.add(new Piece.Literal(text.substring(from), from));
        }
        return new Template(List.copyOf(pieces));
    }

    /** Whether anything in it is to be replaced, or looks as if it should be. */
    boolean isPlain() {
        return pieces.stream().allMatch(p -> p instanceof Piece.Literal);
    }

    /** Whether the text is one reference and nothing else. */
    boolean isWhole() {
        return pieces.size() == 1 && pieces.getFirst() instanceof Piece.Reference;
    }

    List<Piece.Reference> references() {
        return pieces.stream()
                .<Piece.Reference>mapMulti((p, to) -> {
                    if (p instanceof Piece.Reference r) {
                        to.accept(r);
                    }
                })
                .toList();
    }

    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        references().forEach(r -> names.add(r.name()));
        return names;
    }

    String render(Function<Piece.Reference, String> value) {
        StringBuilder out = new StringBuilder();
        for (Piece p : pieces) {
            out.append(
                    switch (p) {
                        case Piece.Literal l -> l.text();
                        case Piece.Reference r -> value.apply(r);
                        case Piece.Broken b -> b.text();
                    });
        }
        return out.toString();
    }
}

package dev.postern.lab.host.nft;

import dev.postern.lab.host.nft.Table.AddressSet;
import dev.postern.lab.host.nft.Text.Word;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A text for {@code nft -f}, applied to a copy of the table: all of it or nothing. Only the grammar
 * of {@code fence.nft} and {@code fence-heartbeat.nft} is known.
 */
final class Transaction {
    private final Text text;
    private final Elements elements;
    private @Nullable Table table;

    private Transaction(Text text, @Nullable Table before, Instant now) {
        this.text = text;
        this.elements = new Elements(text, now);
        this.table = before == null ? null : before.copy();
        if (table != null) {
            table.sets.values().forEach(s -> s.expire(now));
        }
    }

    /** The table after it, or none. */
    static Optional<Table> apply(String source, String text, @Nullable Table before, Instant now)
            throws Refused {
        Transaction transaction = new Transaction(new Text(source, text), before, now);
        transaction.run();
        return Optional.ofNullable(transaction.table);
    }

    private void run() throws Refused {
        text.skipEnds();
        while (text.peek().kind() != Text.Kind.END) {
            if (text.take("add")) {
                if (text.take("table")) {
                    tableNamed(text.peek());
                    create();
                } else {
                    text.expect("element");
                    element(true);
                }
            } else if (text.take("delete")) {
                if (text.take("table")) {
                    Word at = tableNamed(text.peek());
                    if (table == null) {
                        throw missing(at);
                    }
                    table = null;
                } else {
                    text.expect("element");
                    element(false);
                }
            } else if (text.take("table")) {
                tableNamed(text.peek());
                Table made = create();
                if (text.take("{")) {
                    block(made);
                }
            } else {
                throw text.unexpected("");
            }
            if (text.peek().kind() != Text.Kind.END
                    && text.peek().kind() != Text.Kind.NEWLINE
                    && !text.is(";")) {
                throw text.unexpected(", expecting newline or semicolon");
            }
            text.skipEnds();
        }
    }

    private Table create() {
        Table made = table == null ? new Table() : table;
        table = made;
        return made;
    }

    private Refused missing(Word at) {
        return text.refuse(at, "No such file or directory");
    }

    /** The family and the name; this host's other tables are none of ours. */
    private Word tableNamed(Word first) throws Refused {
        text.expect("inet");
        Word name = text.peek();
        if (!text.word("string").equals("postern")) {
            throw text.refuse(
                    first.equals(name) ? first : name,
                    "Could not process rule: Operation not supported");
        }
        return name;
    }

    private void element(boolean add) throws Refused {
        Word at = tableNamed(text.peek());
        if (table == null) {
            throw missing(at);
        }
        Word name = text.peek();
        AddressSet set = table.sets.get(text.word("string"));
        if (set == null) {
            throw missing(name);
        }
        text.expect("{");
        for (Element e : elements.of(set.type)) {
            if (add) {
                elements.add(set, e, name);
            } else if (!Elements.remove(set, e)) {
                throw text.refuse(name, "Could not process rule: No such file or directory");
            }
        }
    }

    // ---- the table's block

    private void block(Table into) throws Refused {
        text.skipEnds();
        while (!text.take("}")) {
            if (text.take("set")) {
                set(into);
            } else if (text.take("counter")) {
                into.counters.computeIfAbsent(text.word("string"), n -> new Table.Counter());
                text.expect("{");
                text.skipEnds();
                text.expect("}");
            } else if (text.take("chain")) {
                chain(into);
            } else {
                throw text.unexpected("");
            }
            text.skipEnds();
        }
        check(into);
    }

    private void set(Table into) throws Refused {
        Word name = text.peek();
        text.word("string");
        text.expect("{");
        String type = "";
        String flag = "";
        Optional<Table.Memory> memory = Optional.empty();
        List<Element> listed = List.of();
        text.skipEnds();
        while (!text.take("}")) {
            if (text.take("type")) {
                Word at = text.peek();
                type = text.word("string");
                if (!List.of("inet_service", "ipv4_addr", "ipv6_addr").contains(type)) {
                    throw text.refuse(at, "unknown datatype " + type);
                }
            } else if (text.take("size")) {
                memory = Optional.of(memory());
                // Which is all of its flags that a listing shows.
                flag = "timeout";
            } else if (text.take("flags")) {
                flag = text.word("string");
            } else if (text.take("elements")) {
                text.expect("=", "{");
                listed = elements.of(type);
            } else {
                throw text.unexpected("");
            }
            text.skipEnds();
        }
        AddressSet set =
                into.sets.getOrDefault(name.text(), new AddressSet(type, flag, memory, List.of()));
        for (Element e : listed) {
            elements.add(set, e, name);
        }
        into.sets.put(name.text(), set);
    }

    /** After {@code size}: a set that rules fill, and whose elements the kernel forgets. */
    private Table.Memory memory() throws Refused {
        long size = text.number();
        text.expect(";", "flags", "dynamic", ",", "timeout", ";", "timeout");
        return new Table.Memory(size, elements.duration());
    }

    private void chain(Table into) throws Refused {
        Word name = text.peek();
        text.word("string");
        text.expect("{");
        boolean base = false;
        List<List<Statement>> rules = new ArrayList<>();
        text.skipEnds();
        while (!text.take("}")) {
            if (text.is("type")) {
                text.expect(
                        "type", "filter", "hook", "input", "priority", "filter", "-", "10", ";");
                text.expect("policy", "accept", ";");
                base = true;
            } else {
                rules.add(new Rules(text).rule());
            }
            text.skipEnds();
        }
        Table.Chain old = into.chains.get(name.text());
        if (old != null) {
            List<List<Statement>> all = new ArrayList<>(old.rules());
            all.addAll(rules);
            rules = all;
        }
        into.chains.put(
                name.text(),
                new Table.Chain(base || (old != null && old.base()), List.copyOf(rules)));
    }

    /** Whatever a rule names must be there. */
    private void check(Table made) throws Refused {
        for (Table.Chain chain : made.chains.values()) {
            for (List<Statement> rule : chain.rules()) {
                for (Statement s : rule) {
                    boolean sound =
                            switch (s) {
                                case Statement.PortIn p -> made.sets.containsKey(p.set());
                                case Statement.SourceIn i -> made.sets.containsKey(i.set());
                                case Statement.Above a -> made.sets.containsKey(a.set());
                                case Statement.Remember m -> made.sets.containsKey(m.set());
                                case Statement.Count c -> made.counters.containsKey(c.counter());
                                case Statement.Jump j -> made.chains.containsKey(j.chain());
                                case Statement.Goto g -> made.chains.containsKey(g.chain());
                                case Statement.InterfaceIs i -> true;
                                case Statement.PortIs p -> true;
                                case Statement.IsFirst f -> true;
                                case Statement.FamilyIs f -> true;
                                case Statement.HashBelow h -> true;
                                case Statement.Accept a -> true;
                                case Statement.Drop d -> true;
                                case Statement.Reject r -> true;
                            };
                    if (!sound) {
                        throw text.refuse(
                                text.peek(), "Could not process rule: No such file or directory");
                    }
                }
            }
        }
    }
}

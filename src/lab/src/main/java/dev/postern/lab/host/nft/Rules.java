package dev.postern.lab.host.nft;

import java.util.ArrayList;
import java.util.List;

/** Reads one rule: matches, then a counter, then a verdict. */
final class Rules {
    private final Text text;

    Rules(Text text) {
        this.text = text;
    }

    List<Statement> rule() throws Refused {
        List<Statement> rule = new ArrayList<>();
        while (text.peek().kind() != Text.Kind.NEWLINE && !text.is(";") && !text.is("}")) {
            rule.add(statement());
        }
        return List.copyOf(rule);
    }

    private Statement statement() throws Refused {
        if (text.take("iifname")) {
            if (text.peek().kind() != Text.Kind.QUOTED) {
                throw text.unexpected(", expecting quoted string");
            }
            return new Statement.InterfaceIs(text.next().text());
        }
        if (text.take("tcp")) {
            if (text.take("flags")) {
                text.expect("&", "(", "fin", "|", "syn", "|", "rst", "|", "ack", ")");
                text.expect("=", "=", "syn");
                return new Statement.IsFirst();
            }
            text.expect("dport");
            if (text.peek().text().startsWith("@")) {
                return new Statement.PortIn(text.word("set").substring(1));
            }
            return new Statement.PortIs(Math.toIntExact(text.number()));
        }
        if (text.is("ip") || text.is("ip6")) {
            boolean v6 = text.next().text().equals("ip6");
            text.expect("saddr");
            if (!text.peek().text().startsWith("@")) {
                throw text.unexpected(", expecting @");
            }
            return new Statement.SourceIn(v6, text.word("set").substring(1));
        }
        if (text.take("meta")) {
            text.expect("nfproto");
            return new Statement.FamilyIs(family("ipv4", "ipv6"));
        }
        if (text.take("jhash")) {
            boolean v6 = family("ip", "ip6");
            text.expect("saddr", "mod");
            long modulus = text.number();
            text.expect("seed");
            long seed = text.number();
            text.expect("<");
            Text.Word word = text.peek();
            long bound = text.number();
            if (bound >= modulus) {
                throw text.refuse(
                        word, "Value " + bound + " exceeds valid range 0-" + (modulus - 1));
            }
            return new Statement.HashBelow(v6, modulus, seed, bound);
        }
        if (text.take("update")) {
            return update();
        }
        if (text.take("counter")) {
            text.expect("name");
            return new Statement.Count(text.word("string"));
        }
        if (text.take("accept")) {
            return new Statement.Accept();
        }
        if (text.take("drop")) {
            return new Statement.Drop();
        }
        if (text.take("reject")) {
            text.expect("with", "tcp", "reset");
            return new Statement.Reject();
        }
        if (text.take("jump")) {
            return new Statement.Jump(text.word("string"));
        }
        if (text.take("goto")) {
            return new Statement.Goto(text.word("string"));
        }
        throw text.unexpected("");
    }

    private Statement update() throws Refused {
        String set = text.word("set").substring(1);
        text.expect("{");
        boolean v6 = family("ip", "ip6");
        text.expect("saddr");
        if (text.take("}")) {
            return new Statement.Remember(v6, set);
        }
        text.expect("limit", "rate", "over");
        Text.Word at = text.peek();
        String rate = text.word("string");
        if (!rate.matches("[1-9][0-9]{0,5}/second")) {
            throw text.refuse(at, "syntax error, unexpected string, expecting number");
        }
        text.expect("burst");
        long atOnce = text.number();
        text.expect("packets", "}");
        return new Statement.Above(
                v6, set, Long.parseLong(rate.substring(0, rate.indexOf('/'))), atOnce);
    }

    private boolean family(String v4, String v6) throws Refused {
        if (text.take(v4)) {
            return false;
        }
        text.expect(v6);
        return true;
    }
}

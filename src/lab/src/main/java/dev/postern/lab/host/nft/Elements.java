package dev.postern.lab.host.nft;

import dev.postern.lab.host.nft.Table.AddressSet;
import dev.postern.lab.host.nft.Text.Word;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The elements of sets: ports with their timeouts, addresses and prefixes. */
final class Elements {
    private static final Pattern TIME =
            Pattern.compile("(?:(\\d{1,4})d)?(?:(\\d{1,5})h)?(?:(\\d{1,6})m)?(?:(\\d{1,8})s)?");

    private final Text text;
    private final Instant now;

    Elements(Text text, Instant now) {
        this.text = text;
        this.now = now;
    }

    /** After the opening brace, to behind the closing one. */
    List<Element> of(String type) throws Refused {
        List<Element> found = new ArrayList<>();
        text.skipNewlines();
        while (!text.take("}")) {
            Word word = text.peek();
            String value = text.word("string");
            found.add(type.equals("inet_service") ? port(word, value) : prefix(word, value, type));
            text.skipNewlines();
            if (!text.take(",") && !text.is("}")) {
                throw text.unexpected(", expecting comma or '}'");
            }
            text.skipNewlines();
        }
        return found;
    }

    private Element port(Word word, String value) throws Refused {
        if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > 65535) {
            throw text.refuse(
                    word, "Could not resolve service: Servname not found in nss database");
        }
        if (!text.take("timeout")) {
            return new Element.Port(Integer.parseInt(value), Optional.empty(), Optional.empty());
        }
        Duration timeout = duration();
        return new Element.Port(
                Integer.parseInt(value), Optional.of(timeout), Optional.of(now.plus(timeout)));
    }

    private Element prefix(Word word, String value, String type) throws Refused {
        Element.Prefix prefix = Element.Prefix.parse(value, type.equals("ipv6_addr"));
        if (prefix == null) {
            throw text.refuse(word, "Could not resolve hostname: Name or service not known");
        }
        return prefix;
    }

    Duration duration() throws Refused {
        Word at = text.peek();
        String value = text.word("string");
        Matcher m = TIME.matcher(value);
        if (value.isEmpty() || !m.matches()) {
            throw text.refuse(at, "syntax error, unexpected string, expecting time");
        }
        return Duration.ofDays(part(m, 1))
                .plusHours(part(m, 2))
                .plusMinutes(part(m, 3))
                .plusSeconds(part(m, 4));
    }

    private static long part(Matcher m, int group) {
        return m.group(group) == null ? 0 : Long.parseLong(m.group(group));
    }

    /** Adds it, as the kernel does: a port anew, a prefix where it overlaps no other. */
    void add(AddressSet set, Element element, Word at) throws Refused {
        switch (element) {
            case Element.Port p -> {
                if (p.timeout().isPresent() && !set.flag.equals("timeout")) {
                    throw text.refuse(at, "Could not process rule: Invalid argument");
                }
                remove(set, p);
                set.elements.add(p);
            }
            case Element.Prefix p -> {
                if (set.elements.contains(p)) {
                    return;
                }
                for (Element other : set.elements) {
                    if (other instanceof Element.Prefix o && o.overlaps(p)) {
                        throw text.refuse(at, "conflicting intervals specified");
                    }
                }
                set.elements.add(p);
            }
        }
    }

    /** Whether it was there. */
    static boolean remove(AddressSet set, Element element) {
        return set.elements.removeIf(e ->
                switch (e) {
                    case Element.Port p ->
                            element instanceof Element.Port o && o.port() == p.port();
                    case Element.Prefix p -> p.equals(element);
                });
    }
}

package dev.postern.approval;

import dev.postern.approval.SshWire.Malformed;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What handed in signatures come to: the people whose approval counts, each once, and why the
 * others do not.
 *
 * @param refused one sentence each
 */
public record Approvals(List<Approval> good, List<String> refused) {
    /**
     * One person's.
     *
     * @param by the first name of the person's line
     * @param key its fingerprint
     * @param signature armoured, so that it can be verified again with {@code ssh-keygen}
     */
    public record Approval(String by, String key, String signature) {}

    public Approvals {
        good = List.copyOf(good);
        refused = List.copyOf(refused);
    }

    /**
     * Counts.
     *
     * @param now what keys must be valid at
     */
    public static Approvals count(
            AllowedSigners signers, List<GivenSignature> given, ApprovalText text, Instant now) {
        List<Approval> good = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        Set<Integer> people = new HashSet<>();
        for (GivenSignature g : given) {
            try {
                for (String block : SshSignature.blocks(g.text())) {
                    try {
                        Signed signed = signed(signers, SshSignature.parse(block), text, now);
                        if (people.add(signers.person(signed.line()))) {
                            good.add(signed.approval());
                        } else {
                            refused.add(said(g, signed.approval().by() + " counts once"));
                        }
                    } catch (Malformed e) {
                        refused.add(said(g, e.why()));
                    }
                }
            } catch (Malformed e) {
                refused.add(said(g, e.why()));
            }
        }
        return new Approvals(good, refused);
    }

    private static String said(GivenSignature given, String why) {
        return Neutral.line(given.source(), 100) + ": " + why;
    }

    private record Signed(SignerLine line, Approval approval) {}

    private static Signed signed(
            AllowedSigners signers, SshSignature signature, ApprovalText text, Instant now)
            throws Malformed {
        SshKey key = SshKey.parse(signature.key());
        if (!signature.namespace().equals(ApprovalText.NAMESPACE)) {
            throw new Malformed(
                    "it was made for \""
                            + Neutral.line(signature.namespace(), 60)
                            + "\", not for \"postern\": sign again with -n postern");
        }
        if (!signature.isOver(text.bytes(), key)) {
            throw new Malformed(
                    "it is no signature over this text: it was made for another plan, or altered");
        }
        List<SignerLine> lines =
                signers.lines().stream()
                        .filter(l -> Arrays.equals(l.key().blob(), signature.key()))
                        .toList();
        Optional<SignerLine> counts =
                lines.stream()
                        .filter(l -> l.objection(ApprovalText.NAMESPACE, now).isEmpty())
                        .findFirst();
        if (counts.isEmpty()) {
            throw new Malformed(
                    lines.isEmpty()
                            ? "its key " + key.fingerprint() + " is not in allowed_signers"
                            : "it is by "
                                    + Neutral.line(lines.getFirst().name(), 80)
                                    + ", but "
                                    + lines.getFirst()
                                            .objection(ApprovalText.NAMESPACE, now)
                                            .orElseThrow());
        }
        return new Signed(
                counts.get(),
                new Approval(
                        Neutral.line(counts.get().name(), 80),
                        key.fingerprint(),
                        signature.armoured()));
    }

    /**
     * Signs.
     *
     * @param key the public key's blob
     * @param sign makes the SSH signature blob of some bytes, with the private half
     * @return armoured, as {@code ssh-keygen -Y sign} makes it
     */
    public static Outcome<String> sign(
            ApprovalText text, byte[] key, Function<byte[], Outcome<byte[]>> sign) {
        return sign.apply(SshSignature.toSign(ApprovalText.NAMESPACE, "sha512", text.bytes()))
                .map(s -> new SshSignature(key, ApprovalText.NAMESPACE, "sha512", s).armoured());
    }

    /** The fingerprint of a public key's blob; failed where no approval could be by that key. */
    public static Outcome<String> fingerprint(byte[] key) {
        try {
            return Outcome.ok(SshKey.parse(key).fingerprint());
        } catch (Malformed e) {
            return Outcome.failed(
                    Failure.unchanged(
                            Failure.Kind.REFUSED,
                            "no approval can be signed with this key",
                            e.why(),
                            "name another with --key"));
        }
    }
}

package dev.postern.approval;

import java.nio.charset.StandardCharsets;

/**
 * What is signed: one line that a person can read and a shell can make. The digest binds a plan's
 * id, validity, playbook, parameters, targets and rules.
 *
 * @param line without its line feed, which is signed too
 */
public record ApprovalText(String line) {
    /** What {@code ssh-keygen -Y sign -n} is given. */
    public static final String NAMESPACE = "postern";

    private static final String DIGEST = "[0-9a-f]{64}";
    private static final String RUN = "[a-z0-9][-a-z0-9]{0,63}";

    /** For one plan, before it is run. */
    public static ApprovalText ofPlan(String digest) {
        return new ApprovalText("I approve postern plan sha256:" + sound(digest, DIGEST));
    }

    /** For one run that nobody else had approved, afterwards. */
    public static ApprovalText ofRun(String run, String digest) {
        return new ApprovalText(
                "I countersign postern run "
                        + sound(run, RUN)
                        + " of plan sha256:"
                        + sound(digest, DIGEST));
    }

    /** It goes into a command line: nothing but what we made may stand in it. */
    private static String sound(String word, String form) {
        if (!word.matches(form)) {
            throw new IllegalArgumentException("not sound: " + word);
        }
        return word;
    }

    byte[] bytes() {
        return (line + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** How anybody signs it, with nothing but OpenSSH. */
    public String command() {
        return "printf '"
                + line
                + "\\n' | ssh-keygen -Y sign -n "
                + NAMESPACE
                + " -f ~/.ssh/id_ed25519 > approval.sig";
    }
}

package dev.postern.approval;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What is signed: one line that a person can read and a shell can make. The digest binds a plan's
 * id, validity, playbook, parameters, targets and rules.
 *
 * @param line without its line feed, which is signed too
 * @param command how anybody signs it, with nothing but OpenSSH: lines of a shell, each so short
 *     that a terminal of 80 columns does not fold it, for a folded line pasted is another text
 */
public record ApprovalText(String line, List<String> command) {
    /** What {@code ssh-keygen -Y sign -n} is given. */
    public static final String NAMESPACE = "postern";

    private static final String DIGEST = "[0-9a-f]{64}";
    private static final String RUN = "[a-z0-9][-a-z0-9]{0,63}";

    public ApprovalText {
        command = List.copyOf(command);
    }

    /** For one plan, before it is run. */
    public static ApprovalText ofPlan(String digest) {
        return of("I approve postern plan %s", List.of(sound(digest, DIGEST)));
    }

    /** For one run that nobody else had approved, afterwards. */
    public static ApprovalText ofRun(String run, String digest) {
        return of(
                "I countersign postern run %s of plan %s",
                List.of(sound(run, RUN), sound(digest, DIGEST)));
    }

    private static ApprovalText of(String form, List<String> words) {
        List<String> command = new ArrayList<>();
        command.add("printf '" + form + "\\n' \\");
        words.forEach(w -> command.add("  " + w + " \\"));
        command.add("  | ssh-keygen -Y sign -n " + NAMESPACE + " -f ~/.ssh/id_ed25519 \\");
        command.add("  > approval.sig");
        return new ApprovalText(String.format(form, words.toArray()), command);
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
}

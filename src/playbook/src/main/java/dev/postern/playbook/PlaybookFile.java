package dev.postern.playbook;

import dev.postern.core.action.Catalogue;
import dev.postern.core.playbook.Playbook;
import dev.postern.core.problem.Checked;
import dev.postern.document.Node;
import dev.postern.document.YamlText;

/** A playbook's file, checked whole: every mistake is reported at once. */
public final class PlaybookFile {
    private PlaybookFile() {}

    /**
     * @param file its name, for messages
     * @param catalogue the actions, probes and facts that it may name
     */
    public static Checked<Playbook> read(String file, byte[] bytes, Catalogue catalogue) {
        return switch (YamlText.read(file, bytes)) {
            case Checked.Faulty<Node>(var problems) -> new Checked.Faulty<>(problems);
            case Checked.Sound<Node>(var root) -> new PlaybookReader(root, catalogue).read(bytes);
        };
    }
}

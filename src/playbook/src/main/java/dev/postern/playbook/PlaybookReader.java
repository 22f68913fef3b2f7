package dev.postern.playbook;

import dev.postern.core.action.Catalogue;
import dev.postern.core.playbook.Playbook;
import dev.postern.core.problem.Checked;
import dev.postern.document.Node;

final class PlaybookReader {
    PlaybookReader(Node root, Catalogue catalogue) {}

    Checked<Playbook> read(byte[] bytes) {
        throw new UnsupportedOperationException("being written");
    }
}

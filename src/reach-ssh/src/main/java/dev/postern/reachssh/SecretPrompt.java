package dev.postern.reachssh;

import dev.postern.core.value.Secret;

import java.util.Optional;

/** Asks for a secret: a person at the terminal, or a descriptor that the user named. */
@FunctionalInterface
public interface SecretPrompt {
    /**
     * Called outside any exchange; it may take as long as a person does.
     *
     * @param what neutral text that names it: "passphrase of /home/ann/.ssh/id_ed25519"
     * @return empty where there is nobody to ask, or they declined
     */
    Optional<Secret> ask(String what);

    /** Nobody to ask. */
    static SecretPrompt nobody() {
        return what -> Optional.empty();
    }
}

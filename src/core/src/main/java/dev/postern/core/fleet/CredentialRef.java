package dev.postern.core.fleet;

import java.nio.file.Path;

/** Where a credential is. A fleet file never holds one. */
public sealed interface CredentialRef {
    /** A file on this machine: a private key, or a kubeconfig. */
    record InFile(Path path) implements CredentialRef {
        @Override
        public String toString() {
            return "file " + path;
        }
    }

    /** The SSH agent that {@code SSH_AUTH_SOCK} names. */
    record InAgent() implements CredentialRef {
        @Override
        public String toString() {
            return "agent";
        }
    }

    /** An inherited file descriptor of this process, read once. */
    record InDescriptor(int number) implements CredentialRef {
        @Override
        public String toString() {
            return "descriptor " + number;
        }
    }

    /**
     * A file on the control-plane host, read over SSH with privilege: kubeadm's {@code
     * super-admin.conf}.
     */
    record OnHost(String path) implements CredentialRef {
        @Override
        public String toString() {
            return "host file " + path;
        }
    }
}

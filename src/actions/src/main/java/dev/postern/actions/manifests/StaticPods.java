package dev.postern.actions.manifests;

import java.util.List;

/** Where kubeadm keeps static pods, and where Postern keeps what it holds aside. */
final class StaticPods {
    /** Watched by the kubelet: every file in it but dot files is loaded. */
    static final String DIRECTORY = "/etc/kubernetes/manifests";

    /** On the same file system, watched by nobody. */
    static final String STAGING = "/etc/kubernetes/.postern";

    static final String HELD = STAGING + "/held";

    /** What files are read and replaced with, and what shows whether the kubelet took them up. */
    static final List<String> TOOLS =
            List.of("cat", "chmod", "chown", "crictl", "dd", "find", "install", "mv", "sha256sum");

    private StaticPods() {}

    static String path(String component) {
        return DIRECTORY + "/" + component + ".yaml";
    }

    static String held(String component) {
        return HELD + "/" + component + ".yaml";
    }
}

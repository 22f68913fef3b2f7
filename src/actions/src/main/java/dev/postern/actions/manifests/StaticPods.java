package dev.postern.actions.manifests;

/** Where kubeadm keeps static pods, and where Postern keeps what it holds aside. */
final class StaticPods {
    /** Watched by the kubelet: every file in it but dot files is loaded. */
    static final String DIRECTORY = "/etc/kubernetes/manifests";

    /** On the same file system, watched by nobody. */
    static final String STAGING = "/etc/kubernetes/.postern";

    static final String HELD = STAGING + "/held";

    private StaticPods() {}

    static String path(String component) {
        return DIRECTORY + "/" + component + ".yaml";
    }

    static String held(String component) {
        return HELD + "/" + component + ".yaml";
    }
}

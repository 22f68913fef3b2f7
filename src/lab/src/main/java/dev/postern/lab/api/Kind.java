package dev.postern.lab.api;

import java.util.List;
import java.util.Optional;

/**
 * A resource that the lab's API servers know.
 *
 * @param group empty for the core group
 * @param since the first minor version that serves it
 * @param until the last
 */
record Kind(
        String group,
        String version,
        String plural,
        String kind,
        boolean namespaced,
        int since,
        int until) {

    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final String FLOW = "flowcontrol.apiserver.k8s.io";
    private static final String ADMISSION = "admissionregistration.k8s.io";

    private static final List<Kind> ALL =
            List.of(
                    always("", "v1", "namespaces", "Namespace", false),
                    always("", "v1", "pods", "Pod", true),
                    always("", "v1", "nodes", "Node", false),
                    always("", "v1", "serviceaccounts", "ServiceAccount", true),
                    always("", "v1", "configmaps", "ConfigMap", true),
                    always("apps", "v1", "daemonsets", "DaemonSet", true),
                    always("apps", "v1", "deployments", "Deployment", true),
                    always("apps", "v1", "statefulsets", "StatefulSet", true),
                    always("apps", "v1", "replicasets", "ReplicaSet", true),
                    always("batch", "v1", "jobs", "Job", true),
                    always("batch", "v1", "cronjobs", "CronJob", true),
                    always("coordination.k8s.io", "v1", "leases", "Lease", true),
                    always(RBAC, "v1", "clusterroles", "ClusterRole", false),
                    always(RBAC, "v1", "clusterrolebindings", "ClusterRoleBinding", false),
                    always(RBAC, "v1", "rolebindings", "RoleBinding", true),
                    new Kind(FLOW, "v1", "flowschemas", "FlowSchema", false, 29, 99),
                    new Kind(FLOW, "v1beta3", "flowschemas", "FlowSchema", false, 26, 31),
                    new Kind(
                            FLOW,
                            "v1",
                            "prioritylevelconfigurations",
                            "PriorityLevelConfiguration",
                            false,
                            29,
                            99),
                    new Kind(
                            FLOW,
                            "v1beta3",
                            "prioritylevelconfigurations",
                            "PriorityLevelConfiguration",
                            false,
                            26,
                            31),
                    new Kind(
                            ADMISSION,
                            "v1",
                            "validatingadmissionpolicies",
                            "ValidatingAdmissionPolicy",
                            false,
                            30,
                            99),
                    new Kind(
                            ADMISSION,
                            "v1",
                            "validatingadmissionpolicybindings",
                            "ValidatingAdmissionPolicyBinding",
                            false,
                            30,
                            99),
                    always(
                            ADMISSION,
                            "v1",
                            "validatingwebhookconfigurations",
                            "ValidatingWebhookConfiguration",
                            false),
                    always(
                            ADMISSION,
                            "v1",
                            "mutatingwebhookconfigurations",
                            "MutatingWebhookConfiguration",
                            false));

    private static Kind always(
            String group, String version, String plural, String kind, boolean ns) {
        return new Kind(group, version, plural, kind, ns, 0, 99);
    }

    static Optional<Kind> find(String group, String version, String plural, int minor) {
        return ALL.stream()
                .filter(k -> k.group.equals(group) && k.version.equals(version))
                .filter(k -> k.plural.equals(plural) && minor >= k.since && minor <= k.until)
                .findFirst();
    }

    /** {@code daemonsets.apps}. */
    String qualified() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** Where its objects are stored: one version stands for all. */
    String storage(String namespace) {
        String v = group.equals(FLOW) ? "v1" : version;
        String base = group.isEmpty() ? "/api/" + v : "/apis/" + group + "/" + v;
        return base + (namespaced ? "/namespaces/" + namespace : "") + "/" + plural;
    }
}

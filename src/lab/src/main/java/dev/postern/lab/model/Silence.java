package dev.postern.lab.model;

import dev.postern.core.value.JsonValue;

/** With which status the API turns the offender away, as the objects in the store decide it. */
final class Silence {
    private Silence() {}

    /**
     * 401 without its service account, 429 when a flow schema jails it, 403 when no cluster role
     * binding names it, 0 when it is served.
     */
    static int of(Objects objects, String namespace, String account) {
        if (objects.get("/api/v1/namespaces/" + namespace + "/serviceaccounts/" + account)
                .isEmpty()) {
            return 401;
        }
        if (jailed(objects, "v1", namespace, account)
                || jailed(objects, "v1beta3", namespace, account)) {
            return 429;
        }
        boolean bound =
                objects.below("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings").stream()
                        .flatMap(b -> b.items("subjects").stream())
                        .anyMatch(s -> isAccount(s, namespace, account));
        return bound ? 0 : 403;
    }

    private static boolean jailed(
            Objects objects, String version, String namespace, String account) {
        String api = "/apis/flowcontrol.apiserver.k8s.io/" + version;
        for (JsonValue.Obj schema : objects.below(api + "/flowschemas")) {
            boolean early = schema.whole("spec", "matchingPrecedence").orElse(1000L) < 9000;
            boolean meant =
                    schema.items("spec", "rules").stream()
                            .flatMap(r -> r.items("subjects").stream())
                            .anyMatch(s -> matches(s, namespace, account));
            String level = schema.text("spec", "priorityLevelConfiguration", "name").orElse("");
            boolean shut =
                    objects.get(api + "/prioritylevelconfigurations/" + level)
                            .map(Silence::isShut)
                            .orElse(false);
            if (early && meant && shut) {
                return true;
            }
        }
        return false;
    }

    /** No seats of its own or borrowed; one seat is taken for none, for versions before 1.29. */
    private static boolean isShut(JsonValue level) {
        return level.whole("spec", "limited", "nominalConcurrencyShares").orElse(30L) <= 1
                && level.text("spec", "limited", "limitResponse", "type")
                        .orElse("")
                        .equals("Reject");
    }

    private static boolean matches(JsonValue subject, String namespace, String account) {
        String user = "system:serviceaccount:" + namespace + ":" + account;
        return switch (subject.text("kind").orElse("")) {
            case "ServiceAccount" ->
                    subject.text("serviceAccount", "namespace").orElse("").equals(namespace)
                            && (subject.text("serviceAccount", "name").orElse("").equals(account)
                                    || subject.text("serviceAccount", "name")
                                            .orElse("")
                                            .equals("*"));
            case "User" -> subject.text("user", "name").orElse("").equals(user);
            case "Group" ->
                    subject.text("group", "name")
                            .orElse("")
                            .equals("system:serviceaccounts:" + namespace);
            default -> false;
        };
    }

    private static boolean isAccount(JsonValue subject, String namespace, String account) {
        String kind = subject.text("kind").orElse("");
        String name = subject.text("name").orElse("");
        return switch (kind) {
            case "ServiceAccount" ->
                    subject.text("namespace").orElse("").equals(namespace) && name.equals(account);
            case "User" -> name.equals("system:serviceaccount:" + namespace + ":" + account);
            case "Group" -> name.equals("system:serviceaccounts:" + namespace);
            default -> false;
        };
    }
}

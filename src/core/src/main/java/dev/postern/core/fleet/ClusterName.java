package dev.postern.core.fleet;

import java.util.regex.Pattern;

/** The name of a cluster in the fleet: lower-case letters, digits, dots and dashes, at most 63. */
public record ClusterName(String value) implements Comparable<ClusterName> {
    static final Pattern FORM = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?");

    public ClusterName {
        if (!isSound(value)) {
            throw new IllegalArgumentException("not a cluster name: " + value);
        }
    }

    public static boolean isSound(String text) {
        return FORM.matcher(text).matches();
    }

    @Override
    public int compareTo(ClusterName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

package dev.postern.lab.host.nft;

/**
 * What {@code nft} says about a text that it does not take: several lines, without the last end.
 */
final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String words) {
        super(words);
    }

    String words() {
        return String.valueOf(getMessage());
    }
}

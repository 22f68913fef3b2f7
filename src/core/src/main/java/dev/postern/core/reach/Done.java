package dev.postern.core.reach;

/** Nothing to return but that it was done. */
public record Done() {
    public static final Done DONE = new Done();
}

package dev.postern.core.problem;

/** A place in a file: both numbers count from 1; a tab is one column. */
public record Position(String file, int line, int column) {
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}

package dev.postern.core.text;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says for people why a file could not be read or written. */
public final class IoWords {
    private static final int MOST = 300;

    private IoWords() {}

    /** {@code /x/y does not exist}: never the name of a class where there is anything better. */
    public static String of(Exception trouble) {
        return Neutral.line(
                switch (trouble) {
                    case NoSuchFileException e -> e.getFile() + " does not exist";
                    case FileAlreadyExistsException e -> e.getFile() + " is there already";
                    case AccessDeniedException e -> "no permission for " + e.getFile();
                    case FileSystemException e when e.getReason() != null ->
                            e.getFile() + ": " + e.getReason();
                    default ->
                            trouble.getMessage() == null
                                    ? trouble.getClass().getSimpleName()
                                    : trouble.getMessage();
                },
                MOST);
    }
}

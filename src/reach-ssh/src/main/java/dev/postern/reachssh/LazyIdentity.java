package dev.postern.reachssh;

import com.jcraft.jsch.Identity;
import com.jcraft.jsch.JSchException;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A key of a file. Where it has a passphrase, its public half is offered first, and only a server
 * that would take it makes us ask for the passphrase: outside, for a person may think long.
 */
final class LazyIdentity implements Identity {
    private final Identity real;
    private final String name;
    private final AtomicBoolean wanted = new AtomicBoolean();

    LazyIdentity(Identity real, String name) {
        this.real = real;
        this.name = name;
    }

    /** Whether a server would have taken it, had it been unlocked; asking forgets. */
    boolean takeWanted() {
        return wanted.getAndSet(false);
    }

    boolean isLocked() {
        return real.isEncrypted();
    }

    /** Whether the public half can be told without the passphrase. */
    boolean hasPublicHalf() {
        byte[] blob = real.getPublicKeyBlob();
        return blob != null && blob.length > 0;
    }

    /** Whether the passphrase was right. */
    boolean unlock(byte[] passphrase) {
        try {
            return real.setPassphrase(passphrase.clone());
        } catch (JSchException e) {
            return false;
        }
    }

    boolean isOf(byte[] publicBlob) {
        return Arrays.equals(real.getPublicKeyBlob(), publicBlob);
    }

    @Override
    public boolean setPassphrase(byte @Nullable [] passphrase) {
        return true;
    }

    @Override
    public byte @Nullable [] getPublicKeyBlob() {
        return real.getPublicKeyBlob();
    }

    @Override
    public byte @Nullable [] getSignature(byte[] data) {
        if (real.isEncrypted()) {
            wanted.set(true);
            return null;
        }
        return real.getSignature(data);
    }

    @Override
    public byte @Nullable [] getSignature(byte[] data, String algorithm) {
        if (real.isEncrypted()) {
            wanted.set(true);
            return null;
        }
        return real.getSignature(data, algorithm);
    }

    @Override
    public String getAlgName() {
        return real.getAlgName();
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isEncrypted() {
        return false;
    }

    @Override
    public void clear() {
        // It is used again by the next session.
    }
}

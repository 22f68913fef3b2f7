/** OpenSSH signatures: read, verified against an allowed_signers file, counted by person. */
@NullMarked
package dev.postern.approval;

import org.jspecify.annotations.NullMarked;

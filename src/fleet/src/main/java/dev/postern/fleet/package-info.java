/**
 * {@code fleet.yaml} to {@code Fleet}, with every mistake at once; no name is looked up and no
 * credential is read. Depends on core and document.
 */
@NullMarked
package dev.postern.fleet;

import org.jspecify.annotations.NullMarked;

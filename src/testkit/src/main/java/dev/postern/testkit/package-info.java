/** Contracts that every extension must keep, and the worlds that they are kept in. */
@NullMarked
package dev.postern.testkit;

import org.jspecify.annotations.NullMarked;

/** What is done to static pod manifests. Depends on {@code host}. */
@NullMarked
package dev.postern.actions.manifests;

import org.jspecify.annotations.NullMarked;

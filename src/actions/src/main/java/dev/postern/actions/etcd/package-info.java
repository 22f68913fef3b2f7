/** etcd itself. */
@NullMarked
package dev.postern.actions.etcd;

import org.jspecify.annotations.NullMarked;

/**
 * The playbook language: YAML to {@code Playbook}, parameters and their substitution, arguments of
 * actions, conditions over facts, schema and lint. Depends on core and document.
 */
@NullMarked
package dev.postern.playbook;

import org.jspecify.annotations.NullMarked;

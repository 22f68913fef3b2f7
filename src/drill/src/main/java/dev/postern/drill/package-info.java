/**
 * A drill: its scenario, what it injects, what came of it, and the debrief. Depends on core,
 * document, playbook, journal, engine, lab.
 */
@NullMarked
package dev.postern.drill;

import org.jspecify.annotations.NullMarked;

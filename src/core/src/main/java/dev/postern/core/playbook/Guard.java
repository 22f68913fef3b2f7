package dev.postern.core.playbook;

/** A condition that must hold before a step may change anything. */
public record Guard(Condition that, String otherwise) {}

package dev.postern.approval;

/**
 * What was handed in as a signature, by anybody.
 *
 * @param source where it comes from, for messages: a file's name
 * @param text one or more armoured signatures
 */
public record GivenSignature(String source, String text) {}

package dev.countersign.repository;

/** A change of targets: many of these in a row are applied by one publication. */
public sealed interface TargetChange extends Change permits Change.AddTargets, Change.RemoveTargets, Change.Publish {}

/**
 * Stands between package managers and their registries, and lets nothing through that does not match verified metadata.
 *
 * <p><b>The engine.</b> {@link dev.countersign.guard.PackageGuard} finds the registry that a request is for and has its
 * {@link dev.countersign.guard.PackageProtocol} answer, on a virtual thread that may wait. What a protocol needs is a {@link
 * dev.countersign.guard.GuardedRegistry}: verified artifacts ({@code artifact}), documents of the registry ({@code
 * document}), pages made of them ({@code page}) and what is signed. Content comes from an {@link
 * dev.countersign.guard.ArtifactCache}, which holds nothing but verified content, or is fetched into it first, once however
 * many ask. What is signed is said by {@link dev.countersign.guard.SignedTargets}. What is not to be served is a {@link
 * dev.countersign.guard.Withheld}.
 *
 * <p><b>To add an ecosystem</b>, write a {@code PackageProtocol} in a room of its own beside {@code guard.files}, which is
 * the shortest example: (1) take {@code request.path()} apart, whose segments are decoded and hold no dots that lead
 * elsewhere, and withhold what is no question of the ecosystem; (2) for an artifact, ask {@code registry.target(project,
 * file)} for its path and return {@code registry.artifact(request, path, type, source)} with the addresses that the
 * registry may have it at; (3) for an index, fetch it with {@code registry.document}, and in {@code registry.page(document,
 * variant, signed -> …)} parse it, look up all its files with one {@code signed.find(paths)}, and write a new document of
 * those that are signed, with links below {@code request.base()} or relative ones: never parts of the document as text;
 * (4) name the kind in {@code app.guard}, where registries are put together from the configuration.
 *
 * <p>Nothing that a client sends reaches a registry, except the body of an audit.
 */
@NullMarked
@CheckReturnValue
package dev.countersign.guard;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

package dev.countersign.repository;

/** A change of anything but targets: applied alone, as {@link Rules} decide. */
public sealed interface DecidedChange extends Change
        permits Change.Bootstrap,
                Change.UpdateRoot,
                Change.Sign,
                Change.StopSigning,
                Change.PublishRole,
                Change.HandInFiles,
                Change.Adopt,
                Change.AddDelegations,
                Change.UpdateDelegations,
                Change.RemoveDelegations,
                Change.UpdateSettings,
                Change.Renew {}

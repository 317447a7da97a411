"use client";

import { Dialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";

/** A panel at the right with an address of its own: closing goes to `closeHref`. */
export function Drawer({
  title,
  closeHref,
  closeLabel,
  actions,
  children,
}: {
  title: ReactNode;
  closeHref: string;
  closeLabel: string;
  /** Left of the close button, such as the way to the neighbours. */
  actions?: ReactNode;
  children: ReactNode;
}) {
  const router = useRouter();
  const close = () => router.push(closeHref, { scroll: false });
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-[rgb(10_20_19/0.45)]" />
        <Dialog.Popup className="fixed inset-y-0 right-0 z-50 flex w-full max-w-2xl flex-col border-l border-line bg-surface shadow-raised">
          <header className="flex items-center justify-between gap-4 border-b border-line px-6 py-4">
            <Dialog.Title className="min-w-0 text-lead font-semibold text-ink">{title}</Dialog.Title>
            <div className="flex shrink-0 items-center gap-1">
              {actions}
              <Dialog.Close
                aria-label={closeLabel}
                className="grid size-9 shrink-0 place-items-center rounded-md text-ink-faint hover:bg-sunken hover:text-ink"
              >
                <X aria-hidden className="size-5" />
              </Dialog.Close>
            </div>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto p-6">{children}</div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

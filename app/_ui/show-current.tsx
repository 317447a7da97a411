"use client";

import { useEffect, useRef } from "react";

/** In a menu that scrolls sideways on a phone: shows the entry of this page, wherever it stands. */
export function ShowCurrent() {
  const here = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const menu = here.current?.parentElement;
    const current = menu?.querySelector<HTMLElement>('[aria-current="page"]');
    if (!menu || !current || menu.scrollWidth <= menu.clientWidth) return;
    const middle = (menu.clientWidth - current.offsetWidth) / 2;
    menu.scrollLeft += current.getBoundingClientRect().left - menu.getBoundingClientRect().left - middle;
  }, []);
  return <span ref={here} hidden />;
}

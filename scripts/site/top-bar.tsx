import type { ComponentChildren } from "preact";

interface Props {
  /** Where the name leads to. */
  home: string;
  onHome?: (event: MouseEvent) => void;
  icon: string;
  children: ComponentChildren;
}

/** What stands above everything, on the docs' site and in the console. */
export function TopBar({ home, onHome, icon, children }: Props) {
  return (
    <header class="top">
      <a href={home} class="home" aria-label="Step Functions Workshop" {...(onHome && { onClick: onHome })}>
        <img src={icon} alt="" width="22" height="22" />
        <span>Step Functions Workshop</span>
      </a>
      <span class="grow" />
      {children}
    </header>
  );
}
